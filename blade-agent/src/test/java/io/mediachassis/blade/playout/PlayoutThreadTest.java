package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams beside one another: what one suffers the others don't notice. */
class PlayoutThreadTest {
    private final Bench bench = new Bench();

    /** A connection that can be full. */
    private static final class Connection implements InterleavedSink {
        final ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int next = 100;
        boolean full;
        int reports;
        int flushes;

        @Override
        public boolean rtp(ByteBuffer packet) {
            if (full) {
                return false;
            }
            assertEquals(next++, packet.getShort(2) & 0xffff);
            byte[] b = new byte[packet.remaining() - 12];
            packet.get(12, b);
            payload.writeBytes(b);
            return true;
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void rtcp(ByteBuffer packet) {
            reports++;
        }
    }

    @Test
    void fullConnectionHoldsItsStreamOnlyAndItCatchesUp() {
        MemorySource source = MemorySource.constant(1, 7000, 4);
        Connection connection = new Connection();
        StreamMetrics slow = bench.open(1, source, new Destination.Interleaved(connection), 100, 0, true);
        StreamMetrics other = bench.open(2, MemorySource.constant(1, 7000, 4));
        bench.play(1);
        bench.play(2);
        bench.ticks(50);
        connection.full = true;
        int before = connection.payload.size();
        bench.ticks(200);
        assertEquals(before, connection.payload.size());
        assertEquals(200, slow.snapshot().backPressure(), "tried each tick");
        connection.full = false;
        bench.ticks(10);
        assertEquals(2.6, connection.payload.size() / (7000 * 188 / 4.0), 0.03, "caught up to real time");
        assertArrayEquals(Arrays.copyOf(source.bytes(0), connection.payload.size()), connection.payload.toByteArray());
        assertTrue(slow.snapshot().latePackets() > 0);
        assertEquals(0, other.snapshot().latePackets());
        assertEquals(260 * 1316, bench.sender.of(2).stream().mapToInt(p -> p.payload().length).sum(), 4 * 1316 * 260);
        assertTrue(connection.reports > 0);
        assertTrue(connection.flushes >= 60, "flushed at the end of each tick that took something");
    }

    @Test
    void farBehindGoesOnAtALaterPoint_inSequenceAndOnTime() {
        long access = 1750 * 188;
        MemorySource source = MemorySource.constant(4, 7000, 4, access, 2 * access, 3 * access);
        Connection connection = new Connection();
        bench.open(1, source, new Destination.Interleaved(connection), 100, 0, true);
        bench.play(1);
        bench.ticks(50);
        connection.full = true;
        int before = connection.payload.size();
        bench.ticks(499);
        assertEquals(0, bench.thread.counts().get(PlayoutCounter.SKIPS));
        bench.ticks(26);
        assertEquals(1, bench.thread.counts().get(PlayoutCounter.SKIPS));
        connection.full = false;
        bench.ticks(50);
        // At 5.5 s it was 5 s behind: it goes on at 5 s, in the second segment, with the tables first.
        byte[] after = Arrays.copyOfRange(connection.payload.toByteArray(), before, connection.payload.size());
        assertArrayEquals(Arrays.copyOf(source.bytes(1), 2 * 188), Arrays.copyOf(after, 2 * 188));
        byte[] media = Arrays.copyOfRange(after, 2 * 188, after.length);
        assertArrayEquals(Arrays.copyOfRange(source.bytes(1), (int) access, (int) access + media.length), media);
        assertEquals(6.25 - 5, media.length / (7000 * 188 / 4.0), 0.03, "and is on time again");
        bench.events.removeIf(event -> event.startsWith("near end"));
        assertEquals(List.of("playing 1"), bench.events);
    }

    @Test
    void whatIsNotReadAtAllEnds() {
        Connection connection = new Connection();
        bench.open(1, MemorySource.constant(20, 7000, 4, 1750 * 188), new Destination.Interleaved(connection), 100, 0, true);
        bench.play(1);
        bench.ticks(50);
        connection.full = true;
        bench.ticks(2900);
        connection.full = false;
        bench.ticks(1);
        connection.full = true;
        bench.ticks(2990);
        bench.events.removeIf(event -> event.startsWith("near end"));
        assertEquals(List.of("playing 1"), bench.events, "it took something in between");
        bench.ticks(20);
        bench.events.removeIf(event -> event.startsWith("near end"));
        assertEquals(List.of("playing 1", "failed 1 UNREAD"), bench.events);
        assertEquals(1, bench.thread.counts().get(PlayoutCounter.UNREAD));
        assertEquals(bench.pool.capacity(), bench.pool.available());
    }

    @Test
    void aLongTickWorksHalfOfTheStreamsAtATimeAndNoneIsLate() {
        PlayoutSettings settings = new PlayoutSettings(2 * Bench.TICK, 0, 500_000_000, 200_000_000, 4, 64);
        try (Bench halves = new Bench(32, 16384, settings)) {
            StreamMetrics first = halves.open(1, MemorySource.constant(1, 7000, 4));
            StreamMetrics second = halves.open(2, MemorySource.constant(1, 7000, 4));
            halves.play(1);
            halves.play(2);
            halves.ticks(10);
            for (int i = 0; i < 100; i++) {
                int before1 = halves.sender.of(1).size();
                int before2 = halves.sender.of(2).size();
                halves.tick();
                boolean sent1 = halves.sender.of(1).size() > before1;
                boolean sent2 = halves.sender.of(2).size() > before2;
                assertTrue(sent1 ^ sent2, "in half tick " + i + ": " + sent1 + ", " + sent2);
            }
            assertEquals(0, first.snapshot().latePackets() + second.snapshot().latePackets());
            long apart = first.snapshot().packets() - second.snapshot().packets();
            assertTrue(Math.abs(apart) <= 10, apart + " packets apart");
        }
    }

    @Test
    void lateChunkIsAnUnderrunTheStreamGoesOnAndOthersDontNotice() {
        MemorySource slow = MemorySource.constant(1, 7000, 4);
        StreamMetrics starved = bench.open(1, slow);
        StreamMetrics fed = bench.open(2, MemorySource.constant(1, 7000, 4));
        bench.play(1);
        bench.play(2);
        bench.ticks(20);
        slow.holding = true;
        bench.ticks(50);
        assertEquals(1, starved.snapshot().underruns(), "one, however long it lasts");
        slow.release();
        bench.ticks(100);
        assertEquals(1, starved.snapshot().underruns());
        assertTrue(starved.snapshot().latePackets() > 0);
        assertEquals(0, starved.snapshot().slips());
        assertEquals(bench.sender.of(2).size(), bench.sender.of(1).size(), "caught up");
        byte[] joined = RecordingSender.join(bench.sender.of(1));
        assertArrayEquals(Arrays.copyOf(slow.bytes(0), joined.length), joined);
        assertEquals(0, fed.snapshot().underruns());
        assertEquals(0, fed.snapshot().latePackets());
    }

    @Test
    void catchingUpIsNoFasterThanTwiceTheSpeed() {
        MemorySource slow = MemorySource.constant(1, 7000, 4);
        bench.open(1, slow);
        bench.play(1);
        bench.ticks(20);
        slow.holding = true;
        bench.ticks(70);
        slow.release();
        int before = bench.sender.packets.size();
        bench.ticks(10);
        // 250 packets a second: 25 in real time.
        int sent = bench.sender.packets.size() - before;
        assertTrue(sent > 40 && sent <= 61, sent + " packets in 100 ms");
    }

    @Test
    void streamFarBehindMovesItsTimeLineInsteadOfCatchingUp() {
        MemorySource slow = MemorySource.constant(1, 7000, 4);
        StreamMetrics metrics = bench.open(1, slow);
        bench.play(1);
        bench.ticks(20);
        slow.holding = true;
        bench.ticks(200);
        slow.release();
        int before = bench.sender.packets.size();
        bench.ticks(100);
        assertEquals(1, metrics.snapshot().slips());
        assertEquals(250, bench.sender.packets.size() - before, 6);
    }

    @Test
    void streamWithoutMemoryWaitsAndItIsCounted() {
        try (Bench small = new Bench(2, 16384, Bench.plain(4))) {
            MemorySource first = MemorySource.constant(1, 7000, 4);
            MemorySource second = MemorySource.constant(1, 7000, 4);
            small.open(1, first);
            StreamMetrics b = small.open(2, second);
            small.play(1);
            small.ticks(1);
            small.play(2);
            small.ticks(30);
            assertTrue(small.thread.snapshot().poolExhausted() > 0);
            byte[] alone = RecordingSender.join(small.sender.of(1));
            assertArrayEquals(Arrays.copyOf(first.bytes(0), alone.length), alone);
            small.offer(new PlayoutCommand.Close(1, false));
            small.ticks(2);
            long underruns = b.snapshot().underruns();
            small.ticks(100);
            assertEquals(underruns, b.snapshot().underruns());
            byte[] joined = RecordingSender.join(small.sender.of(2));
            assertTrue(joined.length > 0);
            assertArrayEquals(Arrays.copyOf(second.bytes(0), joined.length), joined);
        }
    }

    @Test
    void busyDiskIsAskedAgain() {
        MemorySource source = MemorySource.constant(1, 7000, 4);
        source.full = true;
        bench.open(1, source);
        bench.play(1);
        bench.ticks(5);
        assertEquals(0, bench.sender.packets.size());
        assertEquals(bench.pool.capacity(), bench.pool.available());
        source.full = false;
        bench.ticks(5);
        assertTrue(bench.sender.packets.size() > 0);
    }

    @Test
    void closedStreamsMemoryIsNotReusedWhileItsReadIsUnderWay() {
        MemorySource source = MemorySource.constant(1, 7000, 4);
        source.holding = true;
        bench.open(1, source);
        bench.play(1);
        bench.ticks(1);
        bench.offer(new PlayoutCommand.Close(1, false));
        bench.ticks(5);
        assertTrue(bench.pool.available() < bench.pool.capacity());
        source.release();
        bench.ticks(1);
        assertEquals(bench.pool.capacity(), bench.pool.available());
    }

    @Test
    void unreadableMediaFailsTheStream() {
        MemorySource source = MemorySource.constant(1, 7000, 4);
        StreamMetrics metrics = bench.open(1, source);
        bench.play(1);
        bench.ticks(10);
        source.broken = true;
        bench.ticks(100);
        assertEquals("failed 1 UNREADABLE", bench.events.get(bench.events.size() - 1));
        assertEquals(StreamState.CLOSED, metrics.snapshot().state());
        assertEquals(0, bench.thread.snapshot().streams());
        assertEquals(bench.pool.capacity(), bench.pool.available());
    }

    @Test
    void refusesMoreStreamsThanAllowedAndMoreCommandsThanFit() {
        try (Bench small = new Bench(4, 16384, Bench.plain(1))) {
            MemorySource source = MemorySource.constant(1, 70, 1);
            small.open(1, source);
            small.open(2, source);
            small.tick();
            assertEquals("failed 2 BUSY", small.events.get(0));
            assertEquals(1, small.thread.snapshot().busy());
            PlayoutCommand pause = new PlayoutCommand.Pause(1);
            int taken = 0;
            while (small.thread.proxy().offer(pause)) {
                taken++;
            }
            assertEquals(64, taken);
            assertEquals(1, small.thread.snapshot().commandsRefused());
            small.tick();
            assertTrue(small.thread.proxy().offer(pause));
        }
    }

    @Test
    void closeSaysByeOnlyWhenAsked() {
        bench.open(1, MemorySource.constant(1, 7000, 4));
        bench.open(2, MemorySource.constant(1, 7000, 4));
        bench.play(1);
        bench.play(2);
        bench.ticks(10);
        bench.offer(new PlayoutCommand.Close(1, false));
        bench.tick();
        assertEquals(2, bench.sender.reports.size());
        bench.offer(new PlayoutCommand.Close(2, true));
        bench.tick();
        assertEquals(3, bench.sender.reports.size());
        assertFalse(bench.thread.doWork(bench.now));
    }

    @Test
    void lateThreadIsSeenInTheFiguresAndSendsWhatIsDue() {
        StreamMetrics metrics = bench.open(1, MemorySource.constant(1, 7000, 4));
        bench.play(1);
        bench.ticks(10);
        bench.now += 3 * Bench.TICK;
        bench.ticks(10);
        assertTrue(bench.thread.snapshot().histograms().ticks().max() >= 28_000);
        assertTrue(metrics.snapshot().latePackets() > 0);
        assertEquals(0, metrics.snapshot().slips());
        assertEquals(58, bench.sender.packets.size(), 1);
    }

    @Test
    void whatWasLateStarvedAndUnevenShowsInTheCounters() {
        MemorySource slow = MemorySource.constant(1, 7000, 4);
        bench.open(1, slow);
        bench.play(1);
        bench.ticks(50);
        assertEquals(0, over(PlayoutCounter.LATE_1MS) + over(PlayoutCounter.TICKS_LATE_1MS));
        // The thread is held up for 35 ms: packets due meanwhile are up to 35 ms late, and out of step with the rest.
        bench.now += 35_000_000;
        // More than a second: the counters are brought up to date each second.
        bench.ticks(110);
        assertEquals(1, over(PlayoutCounter.TICKS_LATE_20MS));
        assertEquals(1, over(PlayoutCounter.TICKS_LATE_1MS));
        assertTrue(over(PlayoutCounter.LATE_10MS) > 0);
        assertTrue(over(PlayoutCounter.LATE_1MS) >= over(PlayoutCounter.LATE_10MS));
        assertEquals(0, over(PlayoutCounter.LATE_50MS));
        assertTrue(over(PlayoutCounter.JITTER_20MS) > 0);
        assertEquals(0, over(PlayoutCounter.UNDERRUNS));
        slow.holding = true;
        bench.ticks(60);
        slow.release();
        bench.ticks(200);
        assertEquals(1, over(PlayoutCounter.UNDERRUNS));
        assertEquals(1, over(PlayoutCounter.UNDERRUNS_100MS));
        assertEquals(0, over(PlayoutCounter.UNDERRUNS_500MS));
        assertTrue(over(PlayoutCounter.LATE_50MS) > 0);
        PlayoutThread.Histograms seen = bench.thread.snapshot().histograms();
        assertEquals(bench.sender.packets.size(), seen.lateness().count());
        assertEquals(1, seen.underruns().count());
        assertTrue(seen.lateness().p50() <= 1 && seen.lateness().max() > 50_000, seen.toString());
        assertEquals(1, over(PlayoutCounter.STREAMS_OPENED));
    }

    private long over(PlayoutCounter counter) {
        return bench.thread.counts().get(counter);
    }
}
