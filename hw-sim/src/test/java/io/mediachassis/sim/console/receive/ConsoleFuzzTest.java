package io.mediachassis.sim.console.receive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.SdpReader;
import io.mediachassis.sim.console.description.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What anybody may send to a console. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class ConsoleFuzzTest {
    private static final int SSRC = 0x5eed;

    /** Datagrams one behind another, each behind its length, between those of a stream. */
    @FuzzTest
    void datagrams(byte[] data) {
        long[] packets = {0};
        MediaSink sink = new MediaSink() {
            @Override
            public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
                packets[0]++;
                if (length % 188 != 0 || memory[offset] != 0x47) {
                    throw new AssertionError("no transport packets");
                }
            }

            @Override
            public void lost(long count) {
                if (count < 1) {
                    throw new AssertionError("lost " + count);
                }
            }
        };
        StreamReceiver receiver = new StreamReceiver(new ReceiverSettings(33, 96, SSRC, true,
                ReceiverSettings.loss(0, TestStream.INTERVAL_NS, 100_000_000, false), 1460), new Random(1), sink);
        PlainReceiver plain = new PlainReceiver(sink);
        TestStream stream = new TestStream(SSRC, 100);
        int[] ask = new int[16];
        long nowNs = 0;
        int number = 0;
        for (int at = 0; at + 2 <= data.length; number++) {
            int length = Math.min((data[at] & 0xff) << 8 | (data[at + 1] & 0xff), data.length - at - 2);
            // In the middle of a larger buffer: nothing may be read around it.
            ByteBuffer datagram =
                    ByteBuffer.allocate(length + 16).put(7, data, at + 2, length).position(7).limit(7 + length);
            receiver.onDatagram(datagram, nowNs);
            plain.onDatagram(datagram);
            if (datagram.position() != 7 || datagram.limit() != 7 + length) {
                throw new AssertionError("the datagram was moved");
            }
            receiver.onDatagram(stream.packet(number), nowNs);
            nowNs += TestStream.INTERVAL_NS;
            receiver.poll(nowNs, ask);
            at += 2 + length;
        }
        receiver.end(false);
        receiver.report().write(1, SSRC, "console", nowNs, ByteBuffer.allocate(128));
    }

    @FuzzTest
    void description(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            if (SdpReader.read(text).media().isEmpty()) {
                throw new AssertionError("a description without media");
            }
        } catch (DescriptionException e) {
            if (String.valueOf(e.getMessage()).isEmpty()) {
                throw new AssertionError("refused without a word", e);
            }
        }
        try {
            Target.parse(text);
        } catch (DescriptionException e) {
            if (String.valueOf(e.getMessage()).isEmpty()) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
}
