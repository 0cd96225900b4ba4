package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.ts.SegmentIndex;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that this engine sends: the conversation's handle on one side, the playout's listener on the other. Handle
 * methods on any one thread, listener methods on the playout thread.
 */
public final class LocalStream implements StreamHandle, StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStream.class);
    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private final StreamInfo info;
    private final PlayoutProxy playout;
    private final TrickPlay trick;
    private final StreamMetrics metrics;
    private final Clock clock;
    private final Consumer<LocalStream> onClosed;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();
    private volatile boolean alive = true;
    private volatile long heardNs;
    private volatile boolean heard;
    private volatile Consumer<String> endedListener = reason -> {};

    /**
     * What never changes of a stream.
     *
     * @param clientRtcp where its receiver reports come from, {@code host:port}; the transport for interleaved ones
     * @param anchorSlot the blade that holds the console's RTSP conversation
     */
    public record StreamInfo(
            long session,
            String programId,
            int ssrc,
            int serverRtpPort,
            String sourceAddress,
            String client,
            String clientRtcp,
            String transport,
            String userAgent,
            int anchorSlot,
            long durationMs) {}

    /** @param then what follows once it is paused, in place of an answer */
    private record Asked(
            CompletableFuture<PlayAnswer> answer, long toMs, double scale, double speed,
            @Nullable Consumer<StreamPoint> then) {}

    LocalStream(
            StreamInfo info,
            PlayoutProxy playout,
            TrickPlay trick,
            StreamMetrics metrics,
            Clock clock,
            Consumer<LocalStream> onClosed) {
        this.info = info;
        this.playout = playout;
        this.trick = trick;
        this.metrics = metrics;
        this.clock = clock;
        this.onClosed = onClosed;
    }

    public StreamInfo info() {
        return info;
    }

    public StreamMetrics.Snapshot metrics() {
        return metrics.snapshot();
    }

    // ---- the conversation's side -------------------------------------------------------------------------------

    @Override
    public long session() {
        return info.session();
    }

    @Override
    public int ssrc() {
        return info.ssrc();
    }

    @Override
    public int serverRtpPort() {
        return info.serverRtpPort();
    }

    @Override
    public String sourceAddress() {
        return info.sourceAddress();
    }

    @Override
    public CompletionStage<PlayAnswer> play(PlayRequest request) {
        OptionalLong fromMs = request.fromMs();
        OptionalLong toMs = request.toMs();
        long from = fromMs.isPresent() ? fromMs.getAsLong() * TICKS_PER_MS : PlayoutCommand.Play.RESUME;
        long to = toMs.isPresent() ? toMs.getAsLong() * TICKS_PER_MS : PlayoutCommand.Play.TO_END;
        if (from > info.durationMs() * TICKS_PER_MS) {
            return CompletableFuture.failedFuture(new MediaException(
                    457, "The program " + info.programId() + " is " + info.durationMs() + " ms long"));
        }
        double scale = request.playedScale();
        double speed = request.usedSpeed();
        long end = toMs.orElse(scale < 0 ? 0 : endMs());
        if (trick.concerns(request, metrics.snapshot().packets() > 0)) {
            return ask(new PlayoutCommand.Pause(info.session()), end, scale, speed,
                    at -> trick.change(request, at, outcome(speed, end)));
        }
        return ask(new PlayoutCommand.Play(info.session(), from, to, null, speed, null), end, 1, speed, null);
    }

    @Override
    public CompletionStage<PlayAnswer> pause() {
        return ask(new PlayoutCommand.Pause(info.session()), endMs(), 1, 1, null);
    }

    private long endMs() {
        return info.durationMs() + EngineStreams.PRESENTATION_MARGIN_MS;
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

    @Override
    public void keepAlive() {
        heardNs = clock.nanoTime();
        heard = true;
    }

    @Override
    public OptionalLong lastHeardNs() {
        return heard ? OptionalLong.of(heardNs) : OptionalLong.empty();
    }

    @Override
    public void close(String reason) {
        if (!alive) {
            return;
        }
        alive = false;
        LOG.info("Stream {} of {} to {} is closed: {}", Long.toHexString(info.session()), info.programId(),
                info.client(), reason);
        // A full queue refuses; what is closed must be, so it is tried again with the next reports.
        trick.close();
        if (playout.offer(new PlayoutCommand.Close(info.session(), false))) {
            onClosed.accept(this);
        } else {
            alive = true;
        }
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void onEnded(Consumer<String> listener) {
        endedListener = listener;
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
    }

    @Override
    public void onPaused(long stream, StreamPoint next) {
        Asked waiting = asked.get();
        Consumer<StreamPoint> then = waiting == null ? null : waiting.then();
        if (then != null) {
            then.accept(next);
        } else {
            answer(next);
        }
    }

    @Override
    public void onEnd(long stream, StreamPoint next) {
        trick.onEnd();
        LOG.debug("Stream {} of {} reached its end", Long.toHexString(stream), info.programId());
    }

    @Override
    public void onFailed(long stream, StreamFailure failure, String text) {
        alive = false;
        trick.close();
        LOG.warn("Stream {} of {} to {} failed: {}", Long.toHexString(stream), info.programId(), info.client(), text);
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            int status = failure == StreamFailure.BUSY ? 453 : 500;
            waiting.answer().completeExceptionally(new MediaException(status, text));
        }
        onClosed.accept(this);
        endedListener.accept(text);
    }

    private void answer(StreamPoint next) {
        Asked waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.answer()
                    .complete(new PlayAnswer(
                            next.positionTicks() / TICKS_PER_MS, waiting.toMs(), next.sequence(), next.timestamp(),
                            waiting.scale(), waiting.speed()));
        }
    }
}
