package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one stream sends, and when. */
class PacedStreamTest {
    private static final long SECOND = TimeLine.TICKS_PER_SECOND;
    private static final int SSRC = 7;
    private static final long RESUME = PlayoutCommand.Play.RESUME;
    private static final long TO_END = PlayoutCommand.Play.TO_END;

    private final Bench bench = new Bench();

    /** Packets of a segment whose first TS packet is due before the time. */
    private static int dueBy(TimeLine line, long ticks) {
        return (int) ((line.offsetAt(ticks) + DuePackets.PAYLOAD - 1) / DuePackets.PAYLOAD);
    }

    private static long ticksOf(long ns) {
        return ns * 27 / 1000;
    }

    private void checkEveryTick(PlayoutSource source, int ticks) {
        bench.open(SSRC, source);
        bench.play(SSRC);
        TimeLine line = source.segment(0).timeLine();
        for (int i = 1; i <= ticks; i++) {
            bench.tick();
            assertEquals(dueBy(line, ticksOf(i * Bench.TICK)), bench.sender.packets.size(), "after tick " + i);
        }
    }

    @Test
    void constantRateIsPacedToTheTick() {
        checkEveryTick(MemorySource.constant(1, 7000, 4), 398);
        assertTrue(bench.sender.messageSizes.stream().allMatch(n -> n <= MediaSender.MAX_PACKETS));
    }

    @Test
    void variableRateIsPacedToTheTickAndNoMessageIsOverlong() {
        Random random = new Random(4711);
        int marks = 200;
        long[] offsets = new long[marks];
        long[] ticks = new long[marks];
        for (int i = 1; i < marks; i++) {
            // From 1 to 120 TS packets in 20 ms: 75 kbit/s to 9 Mbit/s.
            offsets[i] = offsets[i - 1] + 188L * (1 + random.nextInt(120));
            ticks[i] = ticks[i - 1] + SECOND / 50;
        }
        TimeLine line = new MarkTimeLine(offsets, ticks, new long[0], new long[0]);
        MemorySource source = new MemorySource().add("vbr", 1, line, (int) (offsets[marks - 1] / 188));
        checkEveryTick(source, 390);
        assertTrue(bench.sender.messageSizes.stream().allMatch(n -> n <= MediaSender.MAX_PACKETS));
        assertTrue(bench.sender.messageSizes.contains(MediaSender.MAX_PACKETS));
    }

    @Test
    void bytesPassUnchangedOverChunksAndSegmentsAndSequenceAndTimestampWrap() {
        MemorySource source = MemorySource.constant(3, 1003, 0.7);
        StreamMetrics metrics = bench.open(SSRC, source, Bench.TO, 65_500, -20_000, true);
        bench.play(SSRC);
        bench.ticks(260);
        List<RecordingSender.Packet> sent = bench.sender.packets;
        byte[] all = ByteBuffer.allocate(3 * 1003 * 188).put(source.bytes(0)).put(source.bytes(1))
                .put(source.bytes(2)).array();
        assertArrayEquals(all, RecordingSender.join(sent));
        for (int i = 0; i < sent.size(); i++) {
            assertEquals((65_500 + i) & 0xffff, sent.get(i).sequence());
        }
        // 2.1 s at 90 kHz passes the wrap; each packet's step is that of 7 TS packets of this rate, or 2 at the border.
        for (int i = 1; i < sent.size(); i++) {
            int step = sent.get(i).timestamp() - sent.get(i - 1).timestamp();
            double expected = sent.get(i - 1).payload().length / 188.0 * 0.7 * 90_000 / 1003;
            assertEquals(expected, step, 1.0, "packet " + i);
        }
        assertEquals(-20_000, sent.get(0).timestamp());
        assertTrue(sent.get(sent.size() - 1).timestamp() > 0);
        assertEquals(List.of("playing 7", "near end 7 next 1", "near end 7 next 2", "end 7"), bench.events);
        assertEquals(0, metrics.snapshot().latePackets());
        assertEquals(all.length, metrics.snapshot().bytes());
        assertEquals(0, bench.sender.packets.stream().filter(RecordingSender.Packet::marker).count());
    }

    @Test
    void aByeComesAfterTheLastPacketsTimeAndOnlyWhenWanted() {
        bench.open(SSRC, MemorySource.constant(1, 700, 1));
        bench.open(8, MemorySource.constant(1, 700, 1), Bench.TO, 0, 0, false);
        bench.play(SSRC);
        bench.play(8);
        bench.ticks(119);
        assertEquals(2, bench.sender.reports.size(), "a report each, no BYE yet");
        bench.ticks(10);
        assertEquals(3, bench.sender.reports.size());
        List<RtcpPacket> last = Rtcp.parse(ByteBuffer.wrap(bench.sender.reports.get(2)));
        assertEquals(new RtcpPacket.Bye(List.of(SSRC)), last.get(2));
        assertEquals(1, bench.events.stream().filter("end 7"::equals).count());
    }

    @Test
    void pauseKeepsPlaceSequenceAndTimestamp() {
        MemorySource source = MemorySource.constant(1, 7000, 4);
        bench.open(SSRC, source);
        bench.play(SSRC);
        bench.ticks(100);
        bench.offer(new PlayoutCommand.Pause(SSRC));
        bench.ticks(1);
        int sent = bench.sender.packets.size();
        StreamPoint paused = bench.last;
        bench.ticks(300);
        assertEquals(sent, bench.sender.packets.size());
        assertEquals(bench.pool.capacity(), bench.pool.available(), "a paused stream holds no memory");
        bench.play(SSRC, RESUME, TO_END);
        bench.ticks(100);
        assertEquals(paused, bench.last, "goes on where it was");
        RecordingSender.Packet next = bench.sender.packets.get(sent);
        assertEquals(paused.sequence(), next.sequence());
        assertEquals(paused.timestamp(), next.timestamp());
        assertTrue(next.marker());
        byte[] joined = RecordingSender.join(bench.sender.packets);
        assertArrayEquals(Arrays.copyOf(source.bytes(0), joined.length), joined);
        assertEquals(2.0, joined.length / (7000 * 188 / 4.0), 0.02, "two seconds of media in two of play");
    }

    @Test
    void whatWasMadeForAPlaceIsNotSentAgainAsTheSegmentsMedia() {
        Destination to = new Destination.RtpUdp(
                Bench.TO.target(), Bench.TO.reports(), Bench.TO.sourceAddress(), LossRepair.PLAIN);
        // So much memory that the segment's beginning lingers.
        try (Bench roomy = new Bench(256, 16384, Bench.plain(1))) {
            roomy.open(SSRC, MemorySource.constant(1, 7000, 4, 200 * 188), to, 100, 1000, true);
            roomy.play(SSRC);
            roomy.ticks(5);
            List<RecordingSender.Packet> sent = roomy.sender.packets;
            RecordingSender.Packet first = sent.get(0);
            int before = sent.size();
            byte[] made = new byte[188];
            made[0] = 0x47;
            roomy.offer(new PlayoutCommand.Play(SSRC, SECOND / 5, TO_END, null, 1, ByteBuffer.wrap(made)));
            roomy.ticks(5);
            RecordingSender.Packet splice = sent.get(before);
            assertArrayEquals(made, splice.payload());
            roomy.offer(new PlayoutCommand.Pause(SSRC));
            roomy.ticks(1);
            int all = sent.size();
            roomy.offer(new PlayoutCommand.Resend(SSRC, List.of(splice.sequence(), first.sequence())));
            roomy.ticks(1);
            assertEquals(List.of(first.sequence()),
                    sent.subList(all, sent.size()).stream().map(RecordingSender.Packet::sequence).toList());
            assertArrayEquals(first.payload(), sent.get(all).payload());
        }
    }

    @Test
    void seekStartsWithPatAndPmtAtTheRandomAccessPointBefore() {
        long access = 2000 * 188;
        MemorySource source = MemorySource.constant(2, 7000, 4, access, 5000 * 188);
        bench.open(SSRC, source);
        bench.play(SSRC);
        bench.ticks(50);
        int sent = bench.sender.packets.size();
        int expected = bench.sender.packets.get(sent - 1).sequence() + 1;
        // 6 s is 2 s into the second segment; the point before lies at 2000 / 7000 of its 4 s.
        bench.play(SSRC, 6 * SECOND, TO_END);
        bench.ticks(50);
        List<RecordingSender.Packet> after = bench.sender.packets.subList(sent, bench.sender.packets.size());
        assertArrayEquals(Arrays.copyOf(source.bytes(1), 2 * 188), after.get(0).payload());
        assertArrayEquals(Arrays.copyOfRange(source.bytes(1), (int) access, (int) access + 1316),
                after.get(1).payload());
        assertTrue(after.get(0).marker());
        assertFalse(after.get(1).marker());
        assertEquals(expected, after.get(0).sequence());
        assertEquals(expected + 1, after.get(1).sequence());
        assertEquals(bench.last.timestamp(), after.get(0).timestamp());
        int step = after.get(0).timestamp() - bench.sender.packets.get(sent - 1).timestamp();
        assertTrue(step >= 0 && step <= 900, "no jump of the time line: " + step);
        assertEquals(4 * SECOND + 2000 * 4 * SECOND / 7000, bench.last.positionTicks());
    }

    @Test
    void playsUpToTheEndPositionOnly() {
        MemorySource source = MemorySource.constant(2, 700, 1);
        bench.open(SSRC, source);
        bench.play(SSRC, 0, SECOND + SECOND / 2);
        bench.ticks(140);
        assertFalse(bench.events.contains("end 7"));
        bench.ticks(60);
        assertTrue(bench.events.contains("end 7"));
        assertEquals((700 + 350) * 188, RecordingSender.join(bench.sender.packets).length);
        assertEquals(1, bench.sender.reports.size(), "no BYE: the program goes on");
        bench.play(SSRC, RESUME, TO_END);
        bench.ticks(100);
        assertEquals(2 * 700 * 188, RecordingSender.join(bench.sender.packets).length);
    }

    @Test
    void reportsComeEveryFewSecondsAndTieTheClocks() {
        bench.open(SSRC, MemorySource.constant(1, 7000, 20));
        bench.play(SSRC);
        bench.ticks(1900);
        int reports = bench.sender.reports.size();
        assertTrue(reports >= 4 && reports <= 5, reports + " reports in 19 s");
        RtcpPacket.SenderReport first = report(0);
        RtcpPacket.SenderReport last = report(reports - 1);
        double ntp = ((last.ntp() >>> 32) - (first.ntp() >>> 32))
                + ((last.ntp() & 0xffffffffL) - (first.ntp() & 0xffffffffL)) / 4294967296.0;
        assertEquals(ntp, (last.timestamp() - first.timestamp()) / 90_000.0, 0.001);
        assertEquals(1_700_000_005L + 2_208_988_800L, first.ntp() >>> 32);
        assertTrue(last.packets() > first.packets() && last.octets() == last.packets() * 1316);
        assertEquals(new RtcpPacket.SourceDescription(SSRC, "blade-1"),
                Rtcp.parse(ByteBuffer.wrap(bench.sender.reports.get(0))).get(1));
    }

    private RtcpPacket.SenderReport report(int i) {
        return (RtcpPacket.SenderReport) Rtcp.parse(ByteBuffer.wrap(bench.sender.reports.get(i))).get(0);
    }

    @Test
    void growingSourceIsWaitedFor() {
        MemorySource source = MemorySource.constant(1, 700, 1);
        source.complete = false;
        bench.open(SSRC, source);
        bench.play(SSRC);
        bench.ticks(130);
        assertFalse(bench.events.contains("end 7"));
        source.add("later", 9, MarkTimeLine.linear(SECOND, 2 * SECOND, 700 * 188L), 700);
        source.complete = true;
        bench.ticks(150);
        assertTrue(bench.events.contains("end 7"));
        assertEquals(1400 * 188, RecordingSender.join(bench.sender.packets).length);
    }

    @Test
    void startBurstIsTheLeadAndCountsAsOnTime() {
        try (Bench ahead = new Bench(32, 16384, new PlayoutSettings(Bench.TICK, 200_000_000, 500_000_000, 0, 4, 64))) {
            StreamMetrics metrics = ahead.open(SSRC, MemorySource.constant(1, 7000, 4));
            ahead.play(SSRC);
            ahead.tick();
            TimeLine line = MarkTimeLine.linear(0, 4 * SECOND, 7000 * 188L);
            assertEquals(dueBy(line, ticksOf(210_000_000)), ahead.sender.packets.size());
            ahead.ticks(100);
            assertEquals(0, metrics.snapshot().latePackets());
            assertEquals(0, metrics.snapshot().latenessMaxMicros());
        }
    }

    @Test
    void messagesHoldEqualPacketsButForTheLast() {
        bench.open(SSRC, MemorySource.constant(3, 1003, 0.7));
        bench.play(SSRC);
        bench.ticks(250);
        int at = 0;
        for (int size : bench.sender.messageSizes) {
            List<RecordingSender.Packet> message = bench.sender.packets.subList(at, at + size);
            int first = message.get(0).payload().length;
            assertTrue(IntStream.range(1, size).allMatch(i -> message.get(i).payload().length == first
                    || (i == size - 1 && message.get(i).payload().length < first)));
            at += size;
        }
        assertEquals(bench.sender.packets.size(), at);
    }
}
