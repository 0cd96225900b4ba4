package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.nvod.PacketInterleaver;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs whose packets leave in random order within windows: each with its own number and timestamp, once, in time. */
class InterleavedStreamTest {
    private static final int ID = 7;
    private static final int WINDOW = 32;
    // Of a segment: 300 packets of 7, and one of 1.
    private static final int TS_PACKETS = 2101;
    private static final int PACKETS = 301;
    private static final int START = 4;
    private static final Destination.Multicast GROUP = new Destination.Multicast(
            new Ipv4Endpoint(0xef010101, 5010), new Ipv4Endpoint(0xef010101, 5011), 0x7f000164, true);

    private final Bench bench = new Bench();
    private final MemorySource source = MemorySource.constant(3, TS_PACKETS, START);
    private final PacketInterleaver order = PacketInterleaver.of(99, WINDOW);

    @AfterEach
    void close() {
        bench.close();
    }

    private void begin(long id, int segment, long packet, int end, int sequence, long number, ByteBuffer opening) {
        long ticks = source.segment(segment).timeLine().timeAt(packet * ScheduledRun.PACKET_BYTES);
        ScheduledRun run = new ScheduledRun(
                segment, packet, end, sequence, 5000, ticks, bench.now + ticks * 1000 / 27, bench.now, opening != null,
                opening, number, order);
        bench.offer(new PlayoutCommand.Schedule(
                new StreamSpec(id, source, GROUP, 9, sequence, 5000, "station", false, new StreamMetrics(), bench), run));
    }

    /** What was sent, by number. */
    private Map<Integer, RecordingSender.Packet> byNumber(int firstSequence) {
        Map<Integer, RecordingSender.Packet> all = new HashMap<>();
        for (RecordingSender.Packet packet : bench.sender.packets) {
            int number = packet.sequence() - firstSequence & 0xffff;
            assertEquals(null, all.put(number, packet), "sent twice: " + number);
        }
        return all;
    }

    /** Each packet that was sent is that one of the program. */
    private void check(int number, RecordingSender.Packet packet) {
        byte[] segment = source.bytes(number / PACKETS);
        int at = number % PACKETS * ScheduledRun.PACKET_BYTES;
        assertArrayEquals(
                Arrays.copyOfRange(segment, at, Math.min(segment.length, at + ScheduledRun.PACKET_BYTES)), packet.payload(),
                "packet " + number);
        long ticks = source.segment(number / PACKETS).timeLine().timeAt(at);
        assertEquals(5000 + (int) (ticks / 300), packet.timestamp());
    }

    @Test
    void eachPacketLeavesOnce_inAnotherOrder_atTheStreamsRate() {
        ByteBuffer opening = ByteBuffer.wrap(MemorySource.media(99, 3));
        begin(ID, 0, 0, 2, 65_500, 32 * WINDOW, opening);
        double perTick = PACKETS / (START * 100.0);
        for (int tick = 0; tick < 900; tick++) {
            bench.tick();
            double due = Math.min(2 * PACKETS + 1, perTick * (tick + 1));
            assertEquals(due, bench.sender.packets.size(), WINDOW + 2, "after tick " + tick);
        }
        Map<Integer, RecordingSender.Packet> all = byNumber(65_500);
        assertEquals(1 + 2 * PACKETS, all.size());
        assertArrayEquals(MemorySource.media(99, 3), all.get(0).payload());
        assertTrue(all.get(0).marker());
        for (int i = 0; i < 2 * PACKETS; i++) {
            check(i, all.get(i + 1));
            assertTrue(!all.get(i + 1).marker());
        }
        assertTrue(bench.events.contains("end 7"));
        spread(65_500);
    }

    /** Any burst that is no longer than announced comes out as far apart as announced. */
    private void spread(int firstSequence) {
        List<Integer> left = bench.sender.packets.stream().map(p -> p.sequence() - firstSequence & 0xffff).toList();
        assertTrue(order.burst() > 1 && order.spacing() > 2, order.burst() + " " + order.spacing());
        // Whole windows; of the last one what is beyond the run's end is missing.
        for (int i = 0; i + order.burst() <= left.size() / WINDOW * WINDOW; i++) {
            List<Integer> burst = left.subList(i, i + order.burst()).stream().sorted().toList();
            for (int k = 1; k < burst.size(); k++) {
                assertTrue(burst.get(k) - burst.get(k - 1) >= order.spacing(), "lost together: " + burst);
            }
        }
    }

    @Test
    void twoEnginesShareAWindow_andNothingIsMissing() {
        begin(1, 0, 0, 1, 10, 0, null);
        begin(2, 1, 0, 2, 10 + PACKETS, PACKETS, null);
        bench.ticks(900);
        Map<Integer, RecordingSender.Packet> all = byNumber(10);
        assertEquals(2 * PACKETS, all.size());
        all.forEach(this::check);
    }

    @Test
    void aRunIsMadeLonger_andItsLastWindowIsWhole() {
        begin(ID, 0, 0, 1, 10, 0, null);
        long start = bench.now;
        // Within the last window, which is shared with the next segment.
        bench.ticks(395);
        bench.offer(new PlayoutCommand.Follow(ID, 2, 0, start));
        bench.ticks(400);
        bench.offer(new PlayoutCommand.Follow(ID, 3, 0, start));
        bench.ticks(500);
        Map<Integer, RecordingSender.Packet> all = byNumber(10);
        assertEquals(3 * PACKETS, all.size());
        all.forEach(this::check);
    }

    @Test
    void whatIsTooLateIsLeftOut_withItsNumbers() {
        source.holding = true;
        begin(ID, 0, 0, 2, 100, 0, null);
        bench.ticks(160);
        assertTrue(bench.sender.packets.isEmpty());
        source.release();
        bench.ticks(800);
        Map<Integer, RecordingSender.Packet> all = byNumber(100);
        int first = all.keySet().stream().mapToInt(n -> n).min().orElseThrow();
        assertTrue(first > 70 && first < 150, "packets left out: " + first);
        assertEquals(2 * PACKETS - first, all.size());
        all.forEach(this::check);
    }
}
