package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.Destination;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * An engine with one program of a minute in two segments, whose time and threads a test steps. Its disk never answers,
 * so streams that play wait for their media.
 */
public final class OneEngine implements Clock, AutoCloseable {
    public static final String PROGRAM = "p";
    private static final long SECOND = TimeLine.TICKS_PER_SECOND;
    private static final int SEGMENT_BYTES = 30 * 18_800;
    private static final String HASH = "0".repeat(64);
    private static final Manifest MANIFEST = new Manifest(
            1, PROGRAM, PROGRAM, 0, 60 * SECOND, 2 * SEGMENT_BYTES, "", "",
            List.of(new Manifest.Entry(SEGMENT_BYTES, 0, 30 * SECOND, HASH, HASH),
                    new Manifest.Entry(SEGMENT_BYTES, 30 * SECOND, 60 * SECOND, HASH, HASH)));

    public final StepLoop control = new StepLoop(this);
    public final EngineStreams streams;
    public final StreamOrders orders;
    /** What it sent to other blades. */
    public final List<Envelope> sent = new ArrayList<>();
    /** What other blades have not answered yet, in the order in which they were asked. */
    public final List<CompletableFuture<Envelope>> unanswered = new ArrayList<>();
    public final EngineLine line = new Line();
    private final ChunkPool pool = new ChunkPool(4, 4096);
    private final PlayoutThread playout;
    private long nowNs = 1_000_000_000L;

    public OneEngine(int slot) {
        this(slot, 4, Runnable::run);
    }

    /** @param worker opens streams */
    OneEngine(int slot, int capacity, Executor worker) {
        playout = new PlayoutThread("playout-test", PlayoutSettings.defaults(4), this, pool, new Nowhere());
        streams = new EngineStreams(slot, new Held(), playout.proxy(), new TrickThread(this, pool, 1), chunk -> true,
                worker, this, capacity, Long.MAX_VALUE, "127.0.0.1");
        Counts<StreamCounter> counts = new Counts<>(StreamCounter.class);
        HandOvers handOvers = new HandOvers(slot, control, this,
                query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance()), line,
                (source, segment, from) -> new CompletableFuture<>(),
                counts);
        Swaps swaps = new Swaps(slot, control, this, streams, handOvers,
                notice -> CompletableFuture.completedFuture(OverrunReply.getDefaultInstance()), line, counts);
        orders = new StreamOrders(streams, handOvers,
                new SwapDesk(streams, handOvers, swaps, (holder, program, segment) -> false, counts), control, 5004,
                this);
    }

    /** What an engine says that holds all of the program. */
    public static HoldingsPush holdsAll() {
        return HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId(PROGRAM)
                        .setSegmentsTotal(2)
                        .addAllSegmentRanges(List.of(0, 1)))
                .build();
    }

    /** A stream that plays, as its engine reports it. */
    public static StreamRecord.Builder playing(long session) {
        return StreamRecord.newBuilder()
                .setStream(identity(session))
                .setPoint(StreamPoint.newBuilder().setSequence(5))
                .setPlaying(true)
                .setBitRate(1_000_000)
                .setDurationTicks(60 * SECOND);
    }

    public static StreamIdentity.Builder identity(long session) {
        return StreamIdentity.newBuilder()
                .setSession(session)
                .setProgramId(PROGRAM)
                .setAnchorSlot(2)
                .setClientAddress("127.0.0.1")
                .setClientRtpPort(5000)
                .setClientRtcpPort(5001);
    }

    /** To send a stream on that another engine sent, ten seconds in. */
    public static StartStream rescue(long session, int rescues) {
        return StartStream.newBuilder()
                .setStream(identity(session).setRescues(rescues))
                .setPoint(StreamPoint.newBuilder().setPositionTicks(10 * SECOND).setSequence(1000))
                .setRescue(true)
                .build();
    }

    /** Lets time go by. */
    public void pass(Duration time) {
        long endNs = nowNs + time.toNanos();
        work();
        while (nowNs < endNs) {
            nowNs += 10_000_000L;
            work();
        }
    }

    private void work() {
        control.run();
        playout.doWork(nowNs);
        control.run();
    }

    /** A stream as it tells the others of it. */
    public Optional<StreamRecord> record(long session) {
        return streams.records().stream().filter(record -> record.getStream().getSession() == session).findFirst();
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nowNs);
    }

    @Override
    public void close() {
        pool.close();
    }

    private final class Line implements EngineLine {
        @Override
        public boolean send(int slot, Envelope.Builder message) {
            sent.add(message.build());
            return true;
        }

        @Override
        public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
            sent.add(message.build());
            CompletableFuture<Envelope> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer;
        }
    }

    private static final class Held implements HeldSegments {
        @Override
        public Optional<Manifest> manifest(String programId) {
            return programId.equals(PROGRAM) ? Optional.of(MANIFEST) : Optional.empty();
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
            return new PlayoutSegment(Path.of("p" + segment), SEGMENT_BYTES, new EvenLine(segment * 30L * SECOND));
        }
    }

    private record EvenLine(long startTicks) implements TimeLine {
        @Override
        public long endTicks() {
            return startTicks + 30 * SECOND;
        }

        @Override
        public long timeAt(long offset) {
            return startTicks + offset * 30 * SECOND / SEGMENT_BYTES;
        }

        @Override
        public long offsetAt(long ticks) {
            return (ticks - startTicks) * SEGMENT_BYTES / (30 * SECOND) / 188 * 188;
        }

        @Override
        public long accessPointAt(long ticks) {
            return offsetAt(ticks);
        }
    }

    private static final class Nowhere implements MediaSender {
        @Override
        public void begin(Destination.Udp to) {}

        @Override
        public void header(int word0, int timestamp, int ssrc) {}

        @Override
        public void retransmission(int word0, int timestamp, int ssrc, int originalSequence) {
            throw new IllegalStateException("no console here asks for packets again");
        }

        @Override
        public void plain() {
            throw new IllegalStateException("no stream here is multicast");
        }

        @Override
        public void media(MediaChunk chunk, int offset, int length) {}

        @Override
        public void end() {}

        @Override
        public void report(Destination.Udp to, ByteBuffer packet) {}

        @Override
        public void flush() {}

        @Override
        public SendCounters counters() {
            return new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
