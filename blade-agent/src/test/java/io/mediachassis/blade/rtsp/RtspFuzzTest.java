package io.mediachassis.blade.rtsp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a hostile console may send. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class RtspFuzzTest {
    private static final Destinations NETWORK = new Destinations(List.of("198.51.100.0/24"));

    @FuzzTest
    void decoder(byte[] data) {
        String whole = decode(data, Math.max(1, data.length));
        String pieces = decode(data, 3);
        if (!whole.equals(pieces)) {
            throw new AssertionError("split differently: " + whole + " and " + pieces);
        }
    }

    private static String decode(byte[] data, int piece) {
        EmbeddedChannel channel = new EmbeddedChannel(new RtspDecoder(1024, 256));
        StringBuilder out = new StringBuilder();
        try {
            for (int i = 0; i < data.length; i += piece) {
                channel.writeInbound(Unpooled.copiedBuffer(data, i, Math.min(piece, data.length - i)));
                for (RtspMessage m = channel.readInbound(); m != null; m = channel.readInbound()) {
                    out.append(m).append('\n');
                    if (m instanceof RtspMessage.Request request) {
                        RtspUri.parse(request.uri());
                    }
                }
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        return out.toString();
    }

    @FuzzTest
    void transport(byte[] data) {
        for (TransportOffer offer : TransportOffer.parse(new String(data, StandardCharsets.UTF_8))) {
            if (offer.acceptableFor("192.0.2.1", NETWORK) && !offer.isInterleaved() && offer.clientPort().getAsInt() < 1024) {
                throw new AssertionError("port accepted: " + offer);
            }
            String to = offer.destinationFor("192.0.2.1");
            if (offer.acceptableFor("192.0.2.1", NETWORK) && !to.equals("192.0.2.1") && !to.startsWith("198.51.100.")) {
                throw new AssertionError("destination accepted: " + offer);
            }
        }
    }

    @FuzzTest
    void range(byte[] data) {
        NptRange.parse(new String(data, StandardCharsets.UTF_8)).ifPresent(range -> {
            if (range.fromMs().orElse(0) < 0 || (range.toMs().orElse(1) <= 0 && range.fromMs().isPresent())) {
                throw new AssertionError("range accepted: " + range);
            }
        });
    }
}
