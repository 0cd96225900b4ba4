package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.os.Ipv4Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs by a schedule: the numbers are the schedule's, whatever happens. */
class ScheduledStreamTest {
    private static final int ID = 7;
    // Of a segment: 300 packets of 7, and one of 1.
    private static final int TS_PACKETS = 2101;
    private static final int PACKETS = 301;
    private static final long SECOND = 1_000_000_000L;
    private static final int START = 4;
    private static final long TICKS = START * TimeLine.TICKS_PER_SECOND;

    private final Bench bench = new Bench();
    private final MemorySource source = MemorySource.constant(3, TS_PACKETS, START);

    @AfterEach
    void close() {
        bench.close();
    }

    private static Destination.Multicast group(boolean rtp) {
        return new Destination.Multicast(
                new Ipv4Endpoint(0xef010101, 5010), new Ipv4Endpoint(0xef010101, 5011), 0x7f000164, rtp);
    }

    private void begin(boolean rtp, ScheduledRun run) {
        bench.offer(new PlayoutCommand.Schedule(
                new StreamSpec(ID, source, group(rtp), 9, run.sequence(), run.timestamp(), "station", false,
                        new StreamMetrics(), bench),
                run));
    }

    private ScheduledRun run(int segment, long packet, int end, int sequence, long ticks, long dueNs) {
        return new ScheduledRun(segment, packet, end, sequence, 5000, ticks, dueNs, dueNs, false, null);
    }

    private byte[] sent() {
        return RecordingSender.join(bench.sender.packets);
    }

    @Test
    void packetsAreCountedFromEachSegmentsStart() {
        ByteBuffer opening = ByteBuffer.wrap(MemorySource.media(99, 3));
        begin(true, new ScheduledRun(0, 0, 2, 65_500, 5000, 0, bench.now, bench.now, true, opening));
        bench.ticks(850);
        List<RecordingSender.Packet> packets = bench.sender.packets;
        assertEquals(1 + 2 * PACKETS, packets.size());
        assertArrayEquals(MemorySource.media(99, 3), packets.get(0).payload());
        assertTrue(packets.get(0).marker() && !packets.get(1).marker());
        assertEquals(188, packets.get(PACKETS).payload().length, "the last of the first segment");
        for (int i = 0; i < packets.size(); i++) {
            assertEquals((65_500 + i) & 0xffff, packets.get(i).sequence());
            assertEquals(group(true), packets.get(i).to());
        }
        assertArrayEquals(source.bytes(1), RecordingSender.join(packets.subList(1 + PACKETS, packets.size())));
        assertEquals(5000 + 90_000 * START, packets.get(1 + PACKETS).timestamp());
        assertTrue(bench.events.contains("end 7"));
    }

    @Test
    void itWaitsForItsTime_andMediaIsReadBefore() {
        long due = bench.now + SECOND;
        begin(true, new ScheduledRun(1, 0, 2, 10, 5000, TICKS, due, due + 3 * Bench.TICK, false, null));
        while (bench.now < due + 3 * Bench.TICK) {
            bench.tick();
            assertTrue(bench.sender.packets.isEmpty());
        }
        bench.tick();
        assertFalse(bench.sender.packets.isEmpty());
    }

    @Test
    void withoutRtp_thePacketsAreMediaAlone_andThereAreNoReports() {
        begin(false, run(0, 0, 1, 0, 0, bench.now));
        bench.ticks(450);
        assertArrayEquals(source.bytes(0), sent());
        assertEquals(RecordingSender.PLAIN, bench.sender.packets.get(0).sequence());
        assertEquals(List.of(), bench.sender.reports);
    }

    @Test
    void joinedInItsMidst_itBeginsWithThatPacket() {
        begin(true, run(1, 100, 2, 77, TICKS + TICKS / 3, bench.now));
        bench.ticks(450);
        byte[] all = source.bytes(1);
        assertArrayEquals(Arrays.copyOfRange(all, 100 * ScheduledRun.PACKET_BYTES, all.length), sent());
        assertEquals(77, bench.sender.packets.get(0).sequence());
        RecordingSender.Packet first = bench.sender.packets.get(0);
        long ticks = source.segment(1).timeLine().timeAt(100L * ScheduledRun.PACKET_BYTES);
        assertEquals(5000 + (int) (ticks / 300), first.timestamp());
    }

    @Test
    void whatIsTooLateIsLeftOut_withItsNumbers() {
        source.holding = true;
        begin(true, run(0, 0, 2, 100, 0, bench.now));
        bench.ticks(160);
        assertTrue(bench.sender.packets.isEmpty());
        source.release();
        bench.ticks(700);
        List<RecordingSender.Packet> packets = bench.sender.packets;
        int first = packets.get(0).sequence() - 100;
        assertTrue(first > 70 && first < 150, "packets left out: " + first);
        byte[] all = source.bytes(0);
        assertArrayEquals(
                Arrays.copyOfRange(all, first * ScheduledRun.PACKET_BYTES, (first + 1) * ScheduledRun.PACKET_BYTES),
                packets.get(0).payload());
        assertEquals(2 * PACKETS - first, packets.size());
        assertEquals(100 + 2 * PACKETS - 1, packets.get(packets.size() - 1).sequence());
    }

    @Test
    void aRunIsMadeLonger_whileItSendsAndAfterwards() {
        begin(true, run(0, 0, 1, 0, 0, bench.now));
        long start = bench.now;
        bench.ticks(300);
        bench.offer(new PlayoutCommand.Follow(ID, 2, 0, start));
        bench.ticks(550);
        assertEquals(2 * PACKETS, bench.sender.packets.size());
        bench.offer(new PlayoutCommand.Follow(ID, 3, 0, start));
        bench.ticks(450);
        assertEquals(3 * PACKETS, bench.sender.packets.size());
        assertEquals(3 * PACKETS - 1, bench.sender.packets.get(3 * PACKETS - 1).sequence());
    }

    @Test
    void itsTimeLineFollowsTheSchedules_andTimestampsDont() {
        begin(true, run(0, 0, 1, 0, 0, bench.now));
        long start = bench.now;
        bench.ticks(100);
        int sent = bench.sender.packets.size();
        // 100 ms later than thought.
        bench.offer(new PlayoutCommand.Follow(ID, 1, TimeLine.TICKS_PER_SECOND, start + SECOND + 10 * Bench.TICK));
        bench.ticks(8);
        assertEquals(sent, bench.sender.packets.size(), 1);
        bench.ticks(400);
        RecordingSender.Packet last = bench.sender.packets.get(PACKETS - 1);
        assertEquals(5000 + (int) (source.segment(0).timeLine().timeAt(300L * ScheduledRun.PACKET_BYTES) / 300),
                last.timestamp());
    }

    @Test
    void brokenMediaIsTold() {
        source.broken = true;
        begin(true, run(0, 0, 1, 0, 0, bench.now));
        bench.ticks(3);
        assertEquals(List.of("failed 7 UNREADABLE"), bench.events);
    }
}
