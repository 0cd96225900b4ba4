package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.TrickJob;
import io.mediachassis.blade.rtsp.MediaException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a stream leaves this engine for another one: when it is given up, and who waits for the point at which it was.
 * Orders on any one thread; {@link #left} on the playout thread.
 */
final class StreamLeaving {
    private final long session;
    private final PlayoutProxy playout;
    private final TrickPlay trick;
    private final BooleanSupplier alive;
    private final AtomicReference<@Nullable CompletableFuture<HandOverPoint>> waiting = new AtomicReference<>();

    /** @param alive whether this engine still sends it */
    StreamLeaving(long session, PlayoutProxy playout, TrickPlay trick, BooleanSupplier alive) {
        this.session = session;
        this.playout = playout;
        this.trick = trick;
        this.alive = alive;
    }

    /** Gives it up before that segment; {@link StreamEvents#onYielded} follows. */
    boolean before(int segment) {
        trick.leaveAt(segment);
        return order(segment);
    }

    /** Gives it up as soon as another engine can go on unnoticed; {@link StreamEvents#onYielded} follows. */
    boolean soon() {
        trick.leaveAt(TrickJob.NOW);
        return order(PlayoutCommand.Yield.SOON);
    }

    /** Keeps it after all. */
    void notAtAll() {
        trick.leaveAt(TrickJob.NEVER);
        order(PlayoutCommand.Yield.NEVER);
    }

    /** Gives it up at once; fails with {@link MediaException} 454, 503. */
    CompletionStage<HandOverPoint> now() {
        CompletableFuture<HandOverPoint> point = new CompletableFuture<>();
        if (!alive.getAsBoolean() || !waiting.compareAndSet(null, point)) {
            return CompletableFuture.failedFuture(new MediaException(454, "This engine sends it no more"));
        }
        if (!order(PlayoutCommand.Yield.NOW)) {
            waiting.set(null);
            return CompletableFuture.failedFuture(new MediaException(503, "The playout takes no more orders now"));
        }
        return point;
    }

    private boolean order(int segment) {
        return playout.offer(new PlayoutCommand.Yield(session, segment));
    }

    /** The playout has given it up. False: nobody waits for the point, so its events are to tell it. */
    boolean left(HandOverPoint point) {
        CompletableFuture<HandOverPoint> wanted = waiting.getAndSet(null);
        if (wanted != null) {
            wanted.complete(point);
        }
        return wanted != null;
    }
}
