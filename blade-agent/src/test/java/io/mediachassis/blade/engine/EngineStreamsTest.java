package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.MediaChunk;
import io.mediachassis.blade.playout.MediaSender;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.storage.Manifest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What an engine takes and what it refuses. */
class EngineStreamsTest {
    private static final Clock CLOCK = new SystemClock();
    private static final long SECOND = TimeLine.TICKS_PER_SECOND;
    private static final String HASH = "0".repeat(64);
    private static final Manifest PROGRAM = new Manifest(1, "p", "p", 0, SECOND, 1880, "", "",
            List.of(new Manifest.Entry(1880, 0, SECOND, HASH, HASH)));

    private static final int RESCUES = 3;

    private final Deque<Runnable> worker = new ArrayDeque<>();

    @Test
    void whatIsAskedAtOnceIsCountedToo() {
        try (ChunkPool pool = new ChunkPool(1, 4096)) {
            PlayoutThread playout =
                    new PlayoutThread("playout-test", PlayoutSettings.defaults(4), CLOCK, pool, new Nowhere());
            EngineStreams streams = new EngineStreams(1, new OneProgram(), playout.proxy(),
                    new TrickThread(CLOCK, pool, 1), chunk -> true, worker::add, CLOCK,
                    1, Long.MAX_VALUE, "127.0.0.1");
            CompletionStage<SentStream> first = open(streams, 1);
            CompletionStage<SentStream> second = open(streams, 2);
            while (!worker.isEmpty()) {
                worker.remove().run();
            }
            assertFalse(first.toCompletableFuture().isCompletedExceptionally());
            assertTrue(second.toCompletableFuture().isCompletedExceptionally(), "one is its capacity");
            assertEquals(1, streams.count());
        }
    }

    @Test
    void whoWentOnForThisOneStopsIt_andNobodyElse() {
        try (ChunkPool pool = new ChunkPool(1, 4096)) {
            PlayoutThread playout =
                    new PlayoutThread("playout-test", PlayoutSettings.defaults(4), CLOCK, pool, new Nowhere());
            EngineStreams streams = new EngineStreams(1, new OneProgram(), playout.proxy(),
                    new TrickThread(CLOCK, pool, 1), chunk -> true, Runnable::run, CLOCK, 4, Long.MAX_VALUE, "127.0.0.1");
            open(streams, 7);
            StreamTaken.Builder taken = StreamTaken.newBuilder().setSession(7).setEngineSlot(2);
            streams.onTaken(taken.setRescues(RESCUES).build());
            assertEquals(1, streams.count(), "that engine does not know that this one went on for it");
            streams.onTaken(taken.setRescues(RESCUES + 1).build());
            assertEquals(0, streams.count());
        }
    }

    private static CompletionStage<SentStream> open(EngineStreams streams, long session) {
        StreamIdentity identity = StreamIdentity.newBuilder()
                .setRescues(RESCUES)
                .setSession(session)
                .setProgramId("p")
                .setClientAddress("127.0.0.1")
                .setClientRtpPort(5000)
                .setClientRtcpPort(5001)
                .build();
        return streams.open(identity, new HandOverPoint(0, 0, 0, 0, 0, Long.MAX_VALUE), 0, null, new NoEvents());
    }

    private static final class OneProgram implements HeldSegments {
        @Override
        public Optional<Manifest> manifest(String programId) {
            return Optional.of(PROGRAM);
        }

        @Override
        public boolean isWhole(Manifest manifest, int segment) {
            return true;
        }

        @Override
        public boolean isArriving(Manifest manifest, int segment) {
            return false;
        }

        @Override
        public PlayoutSegment segment(Manifest manifest, int segment) {
            return new PlayoutSegment(Path.of("p"), 1880, new Line());
        }
    }

    private record Line() implements TimeLine {
        @Override
        public long startTicks() {
            return 0;
        }

        @Override
        public long endTicks() {
            return SECOND;
        }

        @Override
        public long timeAt(long offset) {
            return offset * SECOND / 1880;
        }

        @Override
        public long offsetAt(long ticks) {
            return ticks * 1880 / SECOND / 188 * 188;
        }

        @Override
        public long accessPointAt(long ticks) {
            return 0;
        }
    }

    private static final class NoEvents implements StreamEvents {
        @Override
        public void onChanged(SentStream stream) {}

        @Override
        public void onNearEnd(SentStream stream, int next) {}

        @Override
        public void onYielded(SentStream stream, HandOverPoint point, long dueInNs) {}

        @Override
        public void onFailed(SentStream stream, String reason) {}
    }

    private static final class Nowhere implements MediaSender {
        @Override
        public void begin(Destination.RtpUdp to) {}

        @Override
        public void header(int word0, int timestamp, int ssrc) {}

        @Override
        public void media(MediaChunk chunk, int offset, int length) {}

        @Override
        public void end() {}

        @Override
        public void report(Destination.RtpUdp to, ByteBuffer packet) {}

        @Override
        public void flush() {}

        @Override
        public SendCounters counters() {
            return new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
