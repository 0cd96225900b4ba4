package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has another engine go on with a stream whose media can't be read here any more, since their volume has failed: as it
 * would for an engine that is gone, but exactly where this one stopped. Control loop.
 */
final class SendingOn {
    private static final Logger LOG = LoggerFactory.getLogger(SendingOn.class);
    private static final int TRIES = 3;

    private final int slot;
    private final ScheduledExecutorService control;
    private final NextEngine director;
    private final EngineLine line;
    private Function<SentStream, Optional<StreamIdentity>> relayed = stream -> Optional.empty();

    SendingOn(int slot, ScheduledExecutorService control, NextEngine director, EngineLine line) {
        this.slot = slot;
        this.control = control;
        this.director = director;
        this.line = line;
    }

    /** @param through gives the identity by which a stream into a connection of this blade is sent by another engine */
    void relays(Function<SentStream, Optional<StreamIdentity>> through) {
        relayed = through;
    }

    /** Completes with whether one does; it tells everybody. */
    CompletionStage<Boolean> elsewhere(SentStream stream, StreamPoint at) {
        return elsewhere(stream, at, List.of(slot));
    }

    private CompletionStage<Boolean> elsewhere(SentStream stream, StreamPoint at, List<Integer> excluded) {
        NextSegmentQuery query = NextSegmentQuery.newBuilder()
                .setSession(stream.session())
                .setProgramId(stream.identity().getProgramId())
                .setSegment(stream.source().segmentAt(at.getPositionTicks()))
                .setSendingSlot(slot)
                .addAllExcludedSlots(excluded)
                .build();
        return director.ask(query).thenComposeAsync(next -> next.getEngineSlot() == 0
                        || excluded.contains(next.getEngineSlot()) || excluded.size() > TRIES
                ? CompletableFuture.completedFuture(false)
                : start(next.getEngineSlot(), stream, at, excluded), control);
    }

    private CompletionStage<Boolean> start(int engine, SentStream stream, StreamPoint at, List<Integer> excluded) {
        Optional<StreamIdentity> identity =
                stream.movable() ? Optional.of(stream.identity()) : relayed.apply(stream);
        if (identity.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        StartStream order = StartStream.newBuilder()
                .setStream(identity.get().toBuilder().setRescues(stream.identity().getRescues() + 1))
                .setPoint(at)
                .setRescue(true)
                .build();
        return line.request(engine, Envelope.newBuilder().setStartStream(order))
                .handle((answer, error) -> error == null
                        ? answer.getStreamReply()
                        : StreamReply.newBuilder().setText(String.valueOf(error.getMessage())).build())
                .thenComposeAsync(reply -> {
                    LOG.info("Blade {} {} stream {} on{}", engine, reply.getOk() ? "sends" : "does not send",
                            Long.toHexString(stream.session()), reply.getOk() ? "" : ": " + reply.getText());
                    return reply.getOk()
                            ? CompletableFuture.completedFuture(true)
                            : elsewhere(stream, at, Stream.concat(excluded.stream(), Stream.of(engine)).toList());
                }, control);
    }
}
