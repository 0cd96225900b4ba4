package io.mediachassis.blade.distribution;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a hostile content server may send. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class DistributionFuzzTest {
    private static final URI BASE = URI.create("rtsp://192.0.2.1/film/");

    @FuzzTest
    void onward(byte[] data) throws DistributionRefused {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            List<Onward> all = OnwardText.fields(List.of(text));
            for (Onward onward : all) {
                if (!onward.equals(Onward.of(onward.toProto()))) {
                    throw new AssertionError("comes back as another: " + onward);
                }
            }
            if (all.size() > OnwardText.MOST_STREAMS) {
                throw new AssertionError("too many: " + all.size());
            }
        } catch (DistributionRefused e) {
            shown(e);
        }
        try {
            InputAddress.parse(text);
        } catch (DistributionRefused e) {
            shown(e);
        }
    }

    private static void shown(DistributionRefused e) {
        if (e.text().length() > 300 || e.text().chars().anyMatch(c -> c < ' ')) {
            throw new AssertionError("shown to people: " + e.text());
        }
    }

    @FuzzTest
    void description(byte[] data) {
        try {
            SdpInput sdp = SdpInput.read(new String(data, StandardCharsets.UTF_8), BASE);
            if (sdp.onward().size() > OnwardText.MOST_STREAMS) {
                throw new AssertionError("too many: " + sdp.onward().size());
            }
        } catch (DistributionRefused e) {
            shown(e);
        }
    }

    @FuzzTest
    void conversation(byte[] data) {
        String whole = read(data, Math.max(1, data.length));
        String pieces = read(data, 3);
        if (!whole.equals(pieces)) {
            throw new AssertionError("split differently: " + whole + " and " + pieces);
        }
    }

    private static String read(byte[] data, int piece) {
        StringBuilder out = new StringBuilder();
        RtspReader reader = new RtspReader();
        try {
            for (int at = 0; at < data.length; at += piece) {
                reader.fill(ByteBuffer.wrap(data, at, Math.min(piece, data.length - at)));
                for (RtspReader.Item item = reader.next(); item != null; item = reader.next()) {
                    out.append(item instanceof RtspReader.Item.Frame frame
                            ? frame.channel() + " " + frame.payload().remaining() : item).append('\n');
                }
            }
        } catch (IOException e) {
            out.append("refused");
        }
        return out.toString();
    }

    /** Datagrams, each behind two bytes of length. */
    @FuzzTest
    void packets(byte[] data) {
        ByteBuffer all = ByteBuffer.wrap(data);
        long[] given = {0};
        RtpInput input = new RtpInput(payload -> given[0] += 1 + payload.remaining());
        long nowNs = 0;
        long taken = 0;
        while (all.remaining() >= 2) {
            int length = Math.min(all.remaining() - 2, all.getShort() & 0x7ff);
            ByteBuffer datagram = all.slice().limit(length);
            all.position(all.position() + length);
            if (input.accept(datagram, nowNs)) {
                taken += 1 + length;
            }
            nowNs += 10_000_000;
            input.tick(nowNs);
        }
        if (given[0] > taken) {
            throw new AssertionError("more came out than went in");
        }
    }
}
