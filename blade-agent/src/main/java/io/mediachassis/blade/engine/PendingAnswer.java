package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The answer that a console waits for while the playout carries out its order; one at a time. Any thread. */
final class PendingAnswer implements TrickPlay.Outcome {
    private final PlayoutProxy playout;
    private final LongFunction<Elsewhere> elsewhere;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();

    /** @param then what follows once it is paused, in place of an answer */
    private record Asked(
            CompletableFuture<PlayAnswer> answer, long toMs, double scale, double speed,
            @Nullable Consumer<StreamPoint> then) {}

    /** @param elsewhere says that the segment at a program time has to be had from another blade */
    PendingAnswer(PlayoutProxy playout, LongFunction<Elsewhere> elsewhere) {
        this.playout = playout;
        this.elsewhere = elsewhere;
    }

    /**
     * Gives the order; the answer comes with {@link #complete}. Fails with 503.
     *
     * @param toMs what the answer says of the end, milliseconds
     * @param then takes the place in which it was paused, and sees to the rest; null: the order is all
     */
    CompletionStage<PlayAnswer> ask(
            PlayoutCommand command, long toMs, double speed, @Nullable Consumer<StreamPoint> then) {
        CompletableFuture<PlayAnswer> answer = new CompletableFuture<>();
        if (!asked.compareAndSet(null, new Asked(answer, toMs, 1, speed, then))) {
            return CompletableFuture.failedFuture(
                    new MediaException(503, "The request before this one is not answered yet"));
        }
        if (!playout.offer(command)) {
            asked.set(null);
            return CompletableFuture.failedFuture(new MediaException(503, "The playout takes no more orders now"));
        }
        return answer;
    }

    /** It is paused: what is to follow, follows. Returns whether something was to. */
    boolean paused(StreamPoint at) {
        Asked waiting = asked.get();
        Consumer<StreamPoint> then = waiting == null ? null : waiting.then();
        if (then != null) {
            then.accept(at);
        }
        return then != null;
    }

    /** The order is carried out. */
    void complete(StreamPoint next) {
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.answer()
                    .complete(new PlayAnswer(next.positionTicks() / EngineStreams.TICKS_PER_MS, waiting.toMs(),
                            next.sequence(), next.timestamp(), waiting.scale(), waiting.speed()));
        }
    }

    @Override
    public void going(double playedScale) {
        asked.updateAndGet(waiting -> waiting == null
                ? null
                : new Asked(waiting.answer(), waiting.toMs(), playedScale, waiting.speed(), null));
    }

    @Override
    public void refused(MediaException why) {
        failed(why);
    }

    @Override
    public void unreadable(long ticks) {
        failed(elsewhere.apply(ticks));
    }

    private void failed(Exception why) {
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.answer().completeExceptionally(why);
        }
    }
}
