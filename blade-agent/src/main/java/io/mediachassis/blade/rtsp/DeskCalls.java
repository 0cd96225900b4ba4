package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.counter.Counts;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the desk's answers back to the control loop, and bounds how long they may take. */
// What the stage of whenComplete would tell is told to the callbacks.
@SuppressWarnings("FutureReturnValueIgnored")
final class DeskCalls {
    private static final Logger LOG = LoggerFactory.getLogger(DeskCalls.class);

    private final EventLoop control;
    private final Duration limit;
    private final Counts<RtspCounter> counts;

    DeskCalls(EventLoop control, Duration limit, Counts<RtspCounter> counts) {
        this.control = control;
        this.limit = limit;
        this.counts = counts;
    }

    /**
     * Asks. Exactly one of {@code answered} and {@code failed} is called, on the control loop.
     *
     * @param late gets an answer that came after {@code failed} was told of the time-out, to undo it
     */
    <T> void ask(
            Supplier<CompletionStage<T>> call, Consumer<T> answered, Consumer<MediaException> failed,
            Consumer<T> late) {
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            LOG.error("the media desk failed at once; the request is answered 500", e);
            failed.accept(new MediaException(500, "internal error"));
            return;
        }
        AtomicBoolean done = new AtomicBoolean();
        var timer = control.schedule(
                () -> {
                    if (done.compareAndSet(false, true)) {
                        counts.add(RtspCounter.DESK_LATE);
                        failed.accept(new MediaException(503, "no answer within " + limit.toMillis() + " ms"));
                    }
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        stage.whenComplete((value, error) -> control.execute(() -> {
            if (!done.compareAndSet(false, true)) {
                if (error == null) {
                    late.accept(value);
                }
                return;
            }
            timer.cancel(false);
            if (error == null) {
                answered.accept(value);
            } else {
                failed.accept(refusal(error));
            }
        }));
    }

    private static MediaException refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof MediaException refusal) {
            return refusal;
        }
        LOG.error("the media desk failed; the request is answered 500", cause);
        return new MediaException(500, "internal error");
    }
}
