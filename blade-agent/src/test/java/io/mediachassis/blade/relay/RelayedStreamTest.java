package io.mediachassis.blade.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.blade.relay.RelayedStream.Outcome;
import io.mediachassis.blade.rtsp.InterleavedSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of packets that another engine sends for a console's connection. */
class RelayedStreamTest {
    private static final int SSRC = 0x02abcdef;

    private final List<Integer> passed = new ArrayList<>();
    private final List<Integer> reports = new ArrayList<>();
    private boolean full;
    private long nowNs;
    private int sequence;
    private final RelayedStream stream = new RelayedStream(new Connection(), Duration.ofSeconds(30).toNanos());

    private final class Connection implements InterleavedSink {
        @Override
        public boolean offerRtp(ByteBuffer header, ByteBuffer payload) {
            assertEquals(12, header.remaining());
            assertEquals(376, payload.remaining());
            return !full && passed.add(header.getShort(2) & 0xffff);
        }

        @Override
        public boolean offerRtcp(ByteBuffer packet) {
            return !full && reports.add(packet.get(packet.position() + 1) & 0xff);
        }

        @Override
        public void flush() {}
    }

    /** Two transport packets of a video, or a PAT between them and what follows. */
    private Outcome media(boolean tables) {
        nowNs += Duration.ofMillis(100).toNanos();
        ByteBuffer packet = ByteBuffer.allocate(20 + 12 + 376).position(20);
        packet.put(20, (byte) 0x80).put(21, (byte) 33).putShort(22, (short) ++sequence).putInt(28, SSRC);
        packet.put(32, (byte) 0x47).putShort(33, (short) 0x4100);
        packet.put(32 + 188, (byte) 0x47).putShort(33 + 188, (short) (tables ? 0x4000 : 0x0100));
        assertEquals(SSRC, RelayedStream.ssrc(packet));
        return stream.packet(packet, nowNs);
    }

    @Test
    void whatTheConsoleDoesNotTakeIsLeftOut_upToTheNextRandomAccessPoint() {
        assertEquals(Outcome.TAKEN, media(false));
        full = true;
        assertEquals(Outcome.SKIPPED, media(false));
        full = false;
        assertEquals(Outcome.SKIPPED, media(false), "the rest of a picture is of no use");
        assertEquals(Outcome.TAKEN, media(true));
        assertEquals(Outcome.TAKEN, media(false));
        assertEquals(List.of(1, 4, 5), passed);
    }

    @Test
    void aConsoleThatReadsNothingForLong_isGivenUp() {
        full = true;
        for (int i = 0; i < 300; i++) {
            assertEquals(Outcome.SKIPPED, media(i % 10 == 0));
        }
        assertEquals(Outcome.UNREAD, media(false));
    }

    @Test
    void whoPausedMeanwhile_isNot() {
        full = true;
        assertEquals(Outcome.SKIPPED, media(true));
        nowNs += Duration.ofMinutes(1).toNanos();
        assertEquals(Outcome.SKIPPED, media(false));
        full = false;
        assertEquals(Outcome.TAKEN, media(true));
    }

    @Test
    void reportsShareThePort_andAreToldApart() {
        ByteBuffer bye = ByteBuffer.allocate(12).put(0, (byte) 0x81).put(1, (byte) 203).putInt(4, SSRC);
        assertEquals(SSRC, RelayedStream.ssrc(bye));
        assertEquals(Outcome.TAKEN, stream.packet(bye, nowNs));
        assertEquals(List.of(203), reports);
        assertEquals(Outcome.UNKNOWN, stream.packet(ByteBuffer.allocate(11), nowNs));
    }
}
