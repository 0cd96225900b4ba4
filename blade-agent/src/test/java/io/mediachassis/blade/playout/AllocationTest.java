package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.ts.ServiceIdentity;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.NetworkInterface;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The playout thread's duty, with real sockets, leaves nothing for the collector. */
class AllocationTest {
    private static final int STREAMS = 50;
    private static final long TICK = 10_000_000;

    static final class Silent implements StreamListener {
        @Override
        public void onPlaying(long stream, StreamPoint next) {}

        @Override
        public void onPaused(long stream, StreamPoint next) {}

        @Override
        public void onEnd(long stream, StreamPoint next) {}

        @Override
        public void onFailed(long stream, StreamFailure failure, String text) {
            throw new AssertionError(text);
        }
    }

    private static final class StillClock implements Clock {
        private final Instant instant = Instant.ofEpochSecond(1_700_000_000L);

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return instant;
        }
    }

    @Test
    void aTickAllocatesNothing() throws IOException {
        ticks(false, null);
    }

    @Test
    void aTickOfScheduledStreamsToGroupsAllocatesNothing() throws IOException {
        ticks(true, null);
    }

    @Test
    void norDoesOneOfStreamsWhoseTablesAreChanged() throws IOException {
        ticks(true, new ServiceIdentity(5000, 5000));
    }

    /** Tables ten times a second. */
    private static MemorySource withTables(byte[] media) {
        byte[] film = TsSamples.withServiceInformation();
        for (int at = 0; at < media.length; at += 70 * PlayoutSegment.TS_PACKET) {
            // SDT, PAT and PMT, as ffmpeg begins.
            System.arraycopy(film, 0, media, at, 4 * PlayoutSegment.TS_PACKET);
        }
        return new MemorySource().put("tables", media, MarkTimeLine.linear(0, 40 * TimeLine.TICKS_PER_SECOND, media.length));
    }

    private static void ticks(boolean scheduled, @Nullable ServiceIdentity identity) throws IOException {
        // 40 s of 1 Mbit/s; the reader copies from memory into the chunks and allocates nothing itself.
        MemorySource source = identity == null
                ? MemorySource.constant(1, 26_600, 40)
                : withTables(MemorySource.media(1, 26_600));
        int loopback = 0x7f000902;
        try (UdpSocket sink = new UdpSocket(new Ipv4Endpoint(loopback, 0), 4096, 4096);
                UdpSocket rtp = new UdpSocket(new Ipv4Endpoint(loopback, 0), 1 << 22, 4096);
                UdpSocket rtcp = new UdpSocket(new Ipv4Endpoint(loopback, 0), 1 << 20, 4096);
                UdpSocket groups = new UdpSocket(new Ipv4Endpoint(loopback, 0), 1 << 22, 4096);
                ChunkPool pool = new ChunkPool(STREAMS * 4, 65536)) {
            PlayoutThread thread = new PlayoutThread("playout-test", PlayoutSettings.defaults(STREAMS),
                    new StillClock(), pool, new UdpMediaSender(rtp, rtcp, scheduled ? groups : null, 128, true));
            Destination to = new Destination.RtpUdp(sink.local(), sink.local(), loopback);
            groups.multicast(NetworkInterface.getByName("lo").getIndex(), 1, 34);
            Ipv4Endpoint group = new Ipv4Endpoint(0xef090909, sink.local().port());
            Destination toGroup = new Destination.Multicast(group, group, loopback, identity == null, identity);
            long now = 1_000_000_000L;
            for (int i = 0; i < STREAMS; i++) {
                StreamSpec spec = new StreamSpec(i, source, scheduled ? toGroup : to, i, 0, 0, "b", false,
                        new StreamMetrics(), new Silent());
                if (scheduled) {
                    assertTrue(thread.proxy().offer(new PlayoutCommand.Schedule(
                            spec, new ScheduledRun(0, 0, 1, 0, 0, 0, now, now, true, null))));
                } else {
                    assertTrue(thread.proxy().offer(new PlayoutCommand.Open(spec)));
                    assertTrue(thread.proxy().offer(new PlayoutCommand.Play(i, 0, Long.MAX_VALUE)));
                }
            }
            for (int i = 0; i < 2000; i++) {
                thread.doWork(now += TICK);
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().getId();
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 1000; i++) {
                thread.doWork(now += TICK);
            }
            long allocated = threads.getThreadAllocatedBytes(self) - before;
            System.out.println(allocated + " bytes allocated by " + STREAMS + " streams in 10 s");
            // Ten times the sender's counters, for other threads to read, and what code that is not compiled yet adds to
            // them: no object in one of four ticks, be it the smallest.
            assertTrue(allocated < 4096, allocated + " bytes in 1000 ticks of " + STREAMS + " streams");
            PlayoutThread.Snapshot end = thread.snapshot();
            assertEquals(STREAMS, end.streams());
            assertEquals(0, end.poolExhausted());
            assertTrue(end.sent().datagrams() > 1000L * STREAMS);
            thread.close();
        }
    }
}
