package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that this engine sends, for a console whose conversation an anchor holds, here or on another blade. Orders on
 * any one thread; listener methods on the playout thread.
 */
public final class SentStream implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(SentStream.class);

    private final StreamIdentity identity;
    private final ProgramSource source;
    private final long durationMs;
    private final PlayoutProxy playout;
    private final TrickPlay trick;
    private final StreamMetrics metrics;
    private final StreamEvents events;
    private final Consumer<SentStream> onGone;
    private final long openedNs;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<HandOverPoint>> yielding = new AtomicReference<>();
    private volatile boolean alive = true;
    private volatile boolean preloaded;
    private volatile boolean orphan;
    private volatile long heardNs;

    /** @param then what follows once it is paused, in place of an answer */
    private record Asked(
            CompletableFuture<PlayAnswer> answer, long toMs, double scale, double speed,
            @Nullable Consumer<StreamPoint> then) {}

    SentStream(
            StreamIdentity identity,
            ProgramSource source,
            PlayoutProxy playout,
            TrickPlay trick,
            StreamMetrics metrics,
            StreamEvents events,
            Consumer<SentStream> onGone,
            long openedNs) {
        this.identity = identity;
        this.source = source;
        this.durationMs = source.durationTicks() / EngineStreams.TICKS_PER_MS;
        this.playout = playout;
        this.trick = trick;
        this.metrics = metrics;
        this.events = events;
        this.onGone = onGone;
        this.openedNs = openedNs;
    }

    public StreamIdentity identity() {
        return identity;
    }

    public long session() {
        return identity.getSession();
    }

    public long durationMs() {
        return durationMs;
    }

    /** Of the whole program, bit/s. */
    long bitRate() {
        return source.bitRate();
    }

    /** Whether another engine may take it over: not when it goes through a connection that this blade holds. */
    public boolean movable() {
        return identity.getClientRtpPort() != 0;
    }

    public StreamMetrics.Snapshot metrics() {
        return metrics.snapshot();
    }

    public boolean alive() {
        return alive;
    }

    /** As the other blades keep it, in case this one dies. */
    public StreamRecord asRecord() {
        StreamMetrics.Snapshot m = metrics.snapshot();
        return StreamRecord.newBuilder()
                .setStream(identity)
                .setPoint(io.mediachassis.backplane.proto.StreamPoint.newBuilder()
                        .setPositionTicks(m.positionTicks())
                        .setSequence(m.sequence())
                        .setTimestamp(m.timestamp())
                        .setPackets(m.packets())
                        .setBytes(m.bytes()))
                .setPlaying(alive && !preloaded
                        && (m.state() == StreamState.PLAYING || m.state() == StreamState.FILLING))
                .setBitRate(bitRate())
                .setDurationTicks(source.durationTicks())
                .build();
    }

    ProgramSource source() {
        return source;
    }

    /** Whether it was opened before that time and still waits for its take-over. */
    boolean forgottenSince(long ns) {
        return preloaded && openedNs - ns < 0;
    }

    /** The blade that held its console's conversation is gone. */
    void orphaned(long nowNs) {
        heardNs = nowNs;
        orphan = true;
    }

    boolean isOrphan() {
        return orphan;
    }

    /** The blade that holds its console's conversation is back. */
    void anchored() {
        orphan = false;
    }

    /** The console reports. */
    void heard(long nowNs) {
        heardNs = nowNs;
    }

    /** Whether nobody holds its conversation, and its console was not heard since then. */
    boolean orphanedSince(long ns) {
        return orphan && heardNs - ns < 0;
    }

    // ---- orders ------------------------------------------------------------------------------------------------

    /** Plays; fails with {@link MediaException} 457, 503, or {@link Elsewhere}. */
    CompletionStage<PlayAnswer> play(PlayRequest request) {
        OptionalLong fromMs = request.fromMs();
        OptionalLong toMs = request.toMs();
        long from = fromMs.isPresent() ? fromMs.getAsLong() * EngineStreams.TICKS_PER_MS : PlayoutCommand.Play.RESUME;
        long to = toMs.isPresent() ? toMs.getAsLong() * EngineStreams.TICKS_PER_MS : PlayoutCommand.Play.TO_END;
        if (from > durationMs * EngineStreams.TICKS_PER_MS) {
            return CompletableFuture.failedFuture(new MediaException(
                    457, "The program " + identity.getProgramId() + " is " + durationMs + " ms long"));
        }
        int segment = source.segmentAt(fromMs.isPresent() ? from : metrics.snapshot().positionTicks());
        if (!source.holds(segment)) {
            return CompletableFuture.failedFuture(new Elsewhere(identity.getProgramId(), segment));
        }
        preloaded = false;
        double scale = request.playedScale();
        double speed = request.usedSpeed();
        long end = toMs.orElse(scale < 0 ? 0 : announcedEndMs());
        if (trick.concerns(request, metrics.snapshot().packets() > 0)) {
            return ask(new PlayoutCommand.Pause(session()), end, scale, speed,
                    at -> trick.change(request, at, outcome(speed, end)));
        }
        return ask(new PlayoutCommand.Play(session(), from, to, null, speed, null), end, 1, speed, null);
    }

    CompletionStage<PlayAnswer> pause() {
        return ask(new PlayoutCommand.Pause(session()), announcedEndMs(), 1, 1, null);
    }

    private TrickPlay.Outcome outcome(double speed, long toMs) {
        return new TrickPlay.Outcome() {
            @Override
            public void going(double playedScale) {
                asked.updateAndGet(waiting ->
                        waiting == null ? null : new Asked(waiting.answer(), toMs, playedScale, speed, null));
            }

            @Override
            public void refused(MediaException why) {
                Asked waiting = asked.getAndSet(null);
                if (waiting != null) {
                    waiting.answer().completeExceptionally(why);
                }
            }
        };
    }

    /** Reads ahead from a segment's start and waits. */
    boolean preload(int segment) {
        preloaded = true;
        return playout.offer(new PlayoutCommand.Preload(session(), source.segment(segment).timeLine().startTicks()));
    }

    /** Goes on where another engine stopped. */
    boolean takeOver(HandOverPoint point, long dueNs) {
        preloaded = false;
        return playout.offer(new PlayoutCommand.TakeOver(session(), point, dueNs));
    }

    /** Gives it up before that segment; {@link StreamEvents#onYielded} follows. */
    boolean yieldBefore(int segment) {
        return playout.offer(new PlayoutCommand.Yield(session(), segment));
    }

    /** Gives it up at once. */
    CompletionStage<HandOverPoint> yieldNow() {
        CompletableFuture<HandOverPoint> point = new CompletableFuture<>();
        if (!alive || !yielding.compareAndSet(null, point)) {
            return CompletableFuture.failedFuture(new MediaException(454, "This engine sends it no more"));
        }
        if (!playout.offer(new PlayoutCommand.Yield(session(), PlayoutCommand.Yield.NOW))) {
            yielding.set(null);
            return CompletableFuture.failedFuture(new MediaException(503, "The playout takes no more orders now"));
        }
        return point;
    }

    /** Stops and frees it. */
    void close(String reason) {
        if (!alive) {
            return;
        }
        LOG.info("Stream {} of {} to {} is closed: {}", Long.toHexString(session()), identity.getProgramId(),
                identity.getClientAddress(), reason);
        // A full queue refuses; what is closed must be, so it is tried again with the next reports.
        if (playout.offer(new PlayoutCommand.Close(session(), false))) {
            alive = false;
            gone();
        }
    }

    private long announcedEndMs() {
        return durationMs + EngineStreams.PRESENTATION_MARGIN_MS;
    }

    private CompletionStage<PlayAnswer> ask(
            PlayoutCommand command, long toMs, double scale, double speed, @Nullable Consumer<StreamPoint> then) {
        if (!alive) {
            return CompletableFuture.failedFuture(new MediaException(454, "This stream has ended"));
        }
        CompletableFuture<PlayAnswer> answer = new CompletableFuture<>();
        if (!asked.compareAndSet(null, new Asked(answer, toMs, scale, speed, then))) {
            return CompletableFuture.failedFuture(
                    new MediaException(503, "The request before this one is not answered yet"));
        }
        if (!playout.offer(command)) {
            asked.set(null);
            return CompletableFuture.failedFuture(new MediaException(503, "The playout takes no more orders now"));
        }
        return answer;
    }

    // ---- the playout's side ------------------------------------------------------------------------------------

    @Override
    public void onPlaying(long stream, StreamPoint next) {
        answer(next);
        events.onChanged(this);
    }

    @Override
    public void onPaused(long stream, StreamPoint next) {
        Asked waiting = asked.get();
        Consumer<StreamPoint> then = waiting == null ? null : waiting.then();
        if (then != null) {
            then.accept(next);
            return;
        }
        answer(next);
        events.onChanged(this);
    }

    @Override
    public void onEnd(long stream, StreamPoint next) {
        trick.onEnd();
        LOG.debug("Stream {} of {} reached its end", Long.toHexString(stream), identity.getProgramId());
        events.onChanged(this);
    }

    @Override
    public void onNearEnd(long stream, int next) {
        events.onNearEnd(this, next);
    }

    @Override
    public void onYielded(long stream, HandOverPoint point, long dueInNs, boolean playing) {
        alive = false;
        refuseWaiting(454, "This stream moves to another engine");
        CompletableFuture<HandOverPoint> wanted = yielding.getAndSet(null);
        if (wanted != null) {
            wanted.complete(point);
        } else {
            events.onYielded(this, point, dueInNs);
        }
        gone();
    }

    @Override
    public void onFailed(long stream, StreamFailure failure, String text) {
        alive = false;
        LOG.warn("Stream {} of {} to {} failed: {}", Long.toHexString(stream), identity.getProgramId(),
                identity.getClientAddress(), text);
        refuseWaiting(failure == StreamFailure.BUSY ? 453 : 500, text);
        gone();
        events.onFailed(this, text);
    }

    private void gone() {
        trick.close();
        onGone.accept(this);
        events.onChanged(this);
    }

    private void refuseWaiting(int status, String text) {
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.answer().completeExceptionally(new MediaException(status, text));
        }
    }

    private void answer(StreamPoint next) {
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.answer()
                    .complete(new PlayAnswer(next.positionTicks() / EngineStreams.TICKS_PER_MS, waiting.toMs(),
                            next.sequence(), next.timestamp(), waiting.scale(), waiting.speed()));
        }
    }
}
