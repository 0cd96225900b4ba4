package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.trick.TrickPoint;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A stream that this engine sends, for a console whose conversation an anchor holds, here or on another blade. Orders on
 * any one thread; listener methods on the playout thread.
 */
public final class SentStream implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(SentStream.class);
    /** Longer than the time before a border at which the segment behind it is fetched. */
    private static final long AHEAD_TICKS = 4_000L * EngineStreams.TICKS_PER_MS;

    private static final int NOWHERE = -1;

    private final StreamIdentity identity;
    private final ProgramSource source;
    private final long bitRate;
    private final PlayoutProxy playout;
    private final PendingAnswer pending;
    private final TrickPlay trick;
    private final StreamLeaving leaving;
    private final StreamMetrics metrics;
    private final StreamEvents events;
    private final Consumer<SentStream> onGone;
    private final StreamCare care;
    private volatile double speed = 1;
    private volatile int headedFor = NOWHERE;
    private volatile boolean alive = true;

    SentStream(
            StreamIdentity identity,
            ProgramSource source,
            long bitRate,
            PlayoutProxy playout,
            TrickThread trickThread,
            @Nullable TrickPoint left,
            StreamMetrics metrics,
            StreamEvents events,
            Consumer<SentStream> onGone,
            long openedNs) {
        this.identity = identity;
        this.source = source;
        this.bitRate = bitRate;
        this.playout = playout;
        this.pending = new PendingAnswer(
                playout, ticks -> new Elsewhere(source.programId(), source.segmentAt(ticks)));
        this.trick = new TrickPlay(identity.getSession(), source, playout, trickThread, left,
                next -> events.onNearEnd(this, next));
        this.leaving = new StreamLeaving(identity.getSession(), playout, trick, this::alive);
        this.metrics = metrics;
        this.events = events;
        this.onGone = onGone;
        this.care = new StreamCare(openedNs);
    }

    public StreamIdentity identity() {
        return identity;
    }

    public long session() {
        return identity.getSession();
    }

    /** Of all that is known of the program. */
    public long durationMs() {
        return source.durationTicks() / EngineStreams.TICKS_PER_MS;
    }

    /** For which it was admitted: of all that was known of the program then, bit/s. */
    public long bitRate() {
        return bitRate;
    }

    /** Whether another engine may take it over: not when this engine writes into a connection that its blade holds. */
    public boolean movable() {
        return identity.getClientRtpPort() != 0;
    }

    public StreamMetrics.Snapshot metrics() {
        return metrics.snapshot();
    }

    public boolean alive() {
        return alive;
    }

    /** Who watches over it, and for whom it waits. */
    StreamCare care() {
        return care;
    }

    /** How it goes to another engine. */
    StreamLeaving leaving() {
        return leaving;
    }

    /** At which it plays. */
    double scale() {
        return trick.scale();
    }

    /** Seconds of program that it plays in a second; negative backward. */
    double pace() {
        return trick.scale() * speed;
    }

    double speed() {
        return speed;
    }

    /** Where it is at another scale than 1; null in normal play. */
    @Nullable TrickPoint trickPoint() {
        return trick.point();
    }

    ProgramSource source() {
        return source;
    }

    /**
     * Adds what must stay for it: the segment that it plays and the next, what it comes to before long at its pace,
     * backward too, since that is fetched in advance; and the same about where its console sought.
     */
    void addNeeded(BitSet needed) {
        int soon = headedFor;
        need(needed, metrics.snapshot().positionTicks());
        if (soon != NOWHERE) {
            need(needed, source.segment(soon).timeLine().startTicks());
        }
    }

    private void need(BitSet needed, long ticks) {
        int now = source.segmentAt(ticks);
        int then = source.segmentAt(Math.max(0, ticks + (long) (pace() * AHEAD_TICKS)));
        needed.set(Math.max(0, Math.min(now, then) - (then < now ? 1 : 0)), Math.max(now, then) + 2);
    }

    // ---- orders ------------------------------------------------------------------------------------------------

    /** Plays; fails with {@link MediaException} 457, 503, or {@link Elsewhere}. */
    CompletionStage<PlayAnswer> play(PlayRequest request) {
        OptionalLong fromMs = request.fromMs();
        OptionalLong toMs = request.toMs();
        long from = fromMs.isPresent() ? fromMs.getAsLong() * EngineStreams.TICKS_PER_MS : PlayoutCommand.Play.RESUME;
        long to = toMs.isPresent() ? toMs.getAsLong() * EngineStreams.TICKS_PER_MS : PlayoutCommand.Play.TO_END;
        if (from > source.durationTicks()) {
            return CompletableFuture.failedFuture(new MediaException(
                    457, "The program " + identity.getProgramId() + " is " + durationMs() + " ms long"
                            + (source.complete() ? "" : " so far")));
        }
        boolean past = (to - metrics.snapshot().positionTicks()) * request.playedScale() <= 0;
        if (fromMs.isEmpty() && toMs.isPresent() && past) {
            return CompletableFuture.failedFuture(new MediaException(457, "It is past " + toMs.getAsLong() + " ms"));
        }
        int segment = source.segmentAt(fromMs.isPresent() ? from : metrics.snapshot().positionTicks());
        // Before it is looked for: from here on it is not dropped.
        headedFor = segment;
        if (!source.holds(segment)) {
            headedFor = NOWHERE;
            return CompletableFuture.failedFuture(new Elsewhere(identity.getProgramId(), segment));
        }
        care.taken();
        speed = request.usedSpeed();
        long end = toMs.orElse(request.playedScale() < 0 ? 0 : announcedEndMs());
        if (trick.concerns(request, metrics.snapshot().packets() > 0)) {
            return ask(new PlayoutCommand.Pause(session()), end, at -> trick.change(request, at, pending));
        }
        return ask(new PlayoutCommand.Play(session(), from, to, null, speed, null), end, null);
    }

    CompletionStage<PlayAnswer> pause() {
        return ask(new PlayoutCommand.Pause(session()), announcedEndMs(), null);
    }

    private CompletionStage<PlayAnswer> ask(
            PlayoutCommand command, long toMs, @Nullable Consumer<StreamPoint> then) {
        return alive
                ? pending.ask(command, toMs, speed, then)
                : CompletableFuture.failedFuture(new MediaException(454, "This stream has ended"));
    }

    /** Reads ahead from a segment's start and waits. */
    boolean preload(int segment) {
        care.waitForTakeOver();
        headedFor = segment;
        return waitAt(source.segment(segment).timeLine().startTicks());
    }

    /** Waits where another engine has left it. */
    boolean waitAt(long positionTicks) {
        return playout.offer(new PlayoutCommand.Preload(session(), positionTicks));
    }

    /** The console lost packets; what can't be ordered now it asks for again. */
    void resend(List<Integer> sequences) {
        var unused = playout.offer(new PlayoutCommand.Resend(session(), sequences));
    }

    /** Goes on where another engine stopped. */
    boolean takeOver(HandOverPoint point, long dueNs) {
        care.taken();
        speed = point.speed();
        TrickPoint at = point.trick();
        boolean taken = at == null
                ? playout.offer(new PlayoutCommand.TakeOver(session(), point, dueNs))
                : trick.takeOver(point, at, dueNs, new NotTaken(point));
        if (!taken) {
            cannotTakeOver("This blade is too busy to take it over");
        }
        return taken;
    }

    private void cannotTakeOver(String why) {
        close(why);
        events.onFailed(this, why);
    }

    /** What becomes of a stream at another scale that can't be gone on with here. */
    private final class NotTaken implements TrickPlay.NotTaken {
        private final HandOverPoint point;

        NotTaken(HandOverPoint point) {
            this.point = point;
        }

        @Override
        public void failed(String why) {
            cannotTakeOver(why);
        }

        @Override
        public void unreadable(String why) {
            if (alive) {
                close(why);
                events.onUnreadable(SentStream.this, StreamPoints.toProto(point), why);
            }
        }
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

    /** Its media does not come here: another engine goes on with it, or it ends. */
    void leave(String reason) {
        leaving.now().whenComplete((point, error) -> {
            if (error == null) {
                events.onUnreadable(this, StreamPoints.toProto(point), reason);
            } else {
                fail(reason);
            }
        });
    }

    /** Ends it, since its program was given up; the anchor is told. */
    void fail(String reason) {
        if (alive) {
            close(reason);
            events.onFailed(this, reason);
        }
    }

    private long announcedEndMs() {
        return source.complete() ? durationMs() + EngineStreams.PRESENTATION_MARGIN_MS : PlayAnswer.NOT_KNOWN_MS;
    }

    // ---- the playout's side ------------------------------------------------------------------------------------

    @Override
    public void onPlaying(long stream, StreamPoint next) {
        headedFor = NOWHERE;
        pending.complete(next);
        events.onChanged(this);
    }

    @Override
    public void onPaused(long stream, StreamPoint next) {
        if (!pending.paused(next)) {
            pending.complete(next);
            events.onChanged(this);
        }
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
        pending.refused(new MediaException(454, "This stream moves to another engine"));
        if (!leaving.left(point)) {
            events.onYielded(this, point, dueInNs);
        }
        gone();
    }

    @Override
    public void onFailed(long stream, StreamFailure failure, String text) {
        failed(failure, text);
        events.onFailed(this, text);
    }

    @Override
    public void onUnreadable(long stream, HandOverPoint at, String text) {
        boolean elsewhere = at.trick() != null || trickPoint() == null;
        failed(StreamFailure.UNREADABLE, text);
        if (elsewhere) {
            events.onUnreadable(this, StreamPoints.toProto(at), text);
        } else {
            events.onFailed(this, text);
        }
    }

    private void failed(StreamFailure failure, String text) {
        alive = false;
        // One that is not read is its console's doing, as often as it likes.
        LOG.atLevel(failure == StreamFailure.UNREAD ? Level.DEBUG : Level.WARN)
                .log("Stream {} of {} to {} failed: {}", Long.toHexString(session()), identity.getProgramId(),
                        identity.getClientAddress(), text);
        pending.refused(new MediaException(failure == StreamFailure.BUSY ? 453 : 500, text));
        gone();
    }

    private void gone() {
        trick.close();
        onGone.accept(this);
        events.onChanged(this);
    }
}
