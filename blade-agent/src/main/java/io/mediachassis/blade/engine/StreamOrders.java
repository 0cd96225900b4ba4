package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.TakeOver;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The orders that this engine takes about streams, from an anchor here or on another blade, and from the engine that
 * sends before it. Replies never fail; they say what went wrong. Any thread.
 */
public final class StreamOrders {
    private final EngineStreams streams;
    private final HandOvers events;
    private final SwapDesk swaps;
    private final Executor control;
    private final int mediaPort;
    private final Clock clock;

    /** @param control where swaps are decided; orders that are swaps come on it */
    public StreamOrders(
            EngineStreams streams, HandOvers events, SwapDesk swaps, Executor control, int mediaPort, Clock clock) {
        this.streams = streams;
        this.events = events;
        this.swaps = swaps;
        this.control = control;
        this.mediaPort = mediaPort;
        this.clock = clock;
    }

    /** Opens a stream, paused; or preloaded, to be taken over; or goes on with one at once. */
    public CompletionStage<StreamReply> start(StartStream order, @Nullable InterleavedSink sink) {
        return start(order, sink, () -> CompletableFuture.completedFuture(true));
    }

    /**
     * The same.
     *
     * @param stands asks, right before a stream is sent for an engine that is gone, whether it still is to be
     */
    public CompletionStage<StreamReply> start(
            StartStream order, @Nullable InterleavedSink sink, Supplier<CompletionStage<Boolean>> stands) {
        HandOverPoint point = StreamPoints.of(order.getPoint());
        SwapDesk.Terms terms;
        try {
            terms = swaps.admit(order);
        } catch (MediaException e) {
            return answered(CompletableFuture.failedFuture(e));
        }
        return answered(streams.open(order.getStream(), point, terms.beyond(), sink, events).thenCompose(stream -> {
            StreamReply.Builder opened = StreamReply.newBuilder()
                    .setOk(true)
                    .setServerRtpPort(stream.movable() ? mediaPort : 0)
                    .setEndMs(stream.source().complete() ? stream.durationMs() : PlayAnswer.NOT_KNOWN_MS)
                    .setReturnedSession(terms.returns())
                    .setBitRate(stream.bitRate());
            if (order.hasPreloadSegment()) {
                int segment = order.getPreloadSegment();
                if (segment >= stream.source().segments() || !stream.source().holds(segment)) {
                    stream.close("its segment " + segment + " is not here");
                    throw new Elsewhere(order.getStream().getProgramId(), segment);
                }
                stream.preload(segment);
            } else if (order.getRescue()) {
                int segment = stream.source().segmentAt(point.positionTicks());
                if (!stream.source().holds(segment)) {
                    stream.close("its segment " + segment + " is not here");
                    throw new Elsewhere(order.getStream().getProgramId(), segment);
                }
                if (point.trick() == null) {
                    // The disk reads while the director is asked.
                    stream.waitAt(point.positionTicks());
                }
                return stands.get().thenApply(yes -> goOn(stream, point, yes, opened));
            } else if (point.positionTicks() > 0) {
                stream.waitAt(point.positionTicks());
            }
            if (order.hasSwap()) {
                control.execute(() -> swaps.opened(order, stream, terms));
            }
            return CompletableFuture.completedFuture(opened);
        }));
    }

    private StreamReply.Builder goOn(
            SentStream stream, HandOverPoint point, boolean stands, StreamReply.Builder opened) {
        if (!stands) {
            stream.close("the order to go on with it stands no longer");
            throw new CompletionException(new MediaException(503, "The order came too late"));
        }
        stream.takeOver(point, clock.nanoTime());
        return opened;
    }

    /** A stream as this engine sends it now; empty: it sends none such. */
    public Optional<StreamRecord> record(long session) {
        return streams.stream(session).map(StreamReports::record);
    }

    /** Does what the anchor says. */
    public CompletionStage<StreamReply> control(ControlStream order) {
        Optional<SentStream> found = streams.stream(order.getSession());
        if (found.isEmpty()) {
            return answered(CompletableFuture.failedFuture(new MediaException(454, "This engine sends no such stream")));
        }
        SentStream stream = found.get();
        return switch (order.getVerb()) {
            case PLAY -> played(stream.play(new PlayRequest(
                    order.hasFromMs() ? OptionalLong.of(order.getFromMs()) : OptionalLong.empty(),
                    order.hasToMs() ? OptionalLong.of(order.getToMs()) : OptionalLong.empty(),
                    order.getScale(),
                    order.getSpeed())));
            case PAUSE -> played(stream.pause()).thenApply(reply -> reply.getOk()
                    ? reply.toBuilder().setPoint(StreamReports.record(stream).getPoint()).build()
                    : reply);
            case STOP -> {
                stream.close("the console's conversation is over");
                yield answered(CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true)));
            }
            case YIELD -> answered(stream.leaving().now().thenApply(point ->
                    StreamReply.newBuilder().setOk(true).setPoint(StreamPoints.toProto(point))));
            case ANCHOR -> {
                stream.care().anchored();
                yield answered(CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true)));
            }
            case DISOWN -> {
                stream.care().disowned(clock.nanoTime());
                yield answered(CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true)));
            }
            case RELEASE -> {
                if (stream.care().preloaded()) {
                    stream.close("it is not handed over after all");
                }
                yield answered(CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true)));
            }
            case RESEND -> {
                stream.resend(order.getLostList());
                yield answered(CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true)));
            }
            case VERB_UNSPECIFIED, UNRECOGNIZED -> answered(
                    CompletableFuture.failedFuture(new MediaException(501, "unknown verb for a stream")));
        };
    }

    /** The engine before this one sent its last packet. Control loop. Returns the segment that goes on; empty: none. */
    public Optional<Integer> takeOver(TakeOver order) {
        HandOverPoint point = StreamPoints.of(order.getPoint());
        long dueNs = clock.nanoTime() + order.getDueInNs();
        return streams.stream(order.getSession())
                .filter(stream -> stream.identity().getRescues() == order.getRescues())
                .filter(stream -> stream.takeOver(point, dueNs))
                .map(stream -> {
                    swaps.onTaken(order.getSession());
                    return stream;
                })
                .map(stream -> stream.source().segmentAt(point.positionTicks()));
    }

    /** What waits here for a take-over is not to be sent: another engine went on for the one that hands it over. */
    public void stopStale(TakeOver order) {
        streams.stream(order.getSession())
                .filter(stream -> stream.care().preloaded() && stream.identity().getRescues() <= order.getRescues())
                .ifPresent(stream -> stream.close("it was sent on by another"));
    }

    private static CompletionStage<StreamReply> played(CompletionStage<PlayAnswer> stage) {
        return answered(stage.thenApply(done -> StreamReply.newBuilder()
                .setOk(true)
                .setPositionMs(done.fromMs())
                .setEndMs(done.toMs())
                .setNextSequence(done.sequence())
                .setNextTimestamp(done.timestamp())
                .setScale(done.scale())
                .setSpeed(done.speed())));
    }

    private static CompletionStage<StreamReply> answered(CompletionStage<StreamReply.Builder> stage) {
        return stage.handle((reply, error) -> error == null ? reply.build() : refusal(error));
    }

    private static StreamReply refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        StreamReply.Builder reply = StreamReply.newBuilder().setText(String.valueOf(cause.getMessage()));
        if (cause instanceof Elsewhere elsewhere) {
            return reply.setRtspStatus(503).setElsewhereSegment(elsewhere.segment()).build();
        }
        return reply.setRtspStatus(cause instanceof MediaException media ? media.rtspStatus() : 500).build();
    }
}
