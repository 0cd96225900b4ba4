package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.blade.engine.NextEngine;
import io.mediachassis.blade.engine.SegmentBringer;
import io.mediachassis.blade.rtsp.InterleavedSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the engine that sends a new stream: the chosen one, unless it is full. Any thread. */
final class StreamPlacing {
    /** Not Enough Bandwidth (RFC 2326 section 11.3.5). */
    static final int FULL = 453;

    private final Senders senders;
    private final NextEngine director;
    private final SegmentBringer bringer;

    StreamPlacing(Senders senders, NextEngine director, SegmentBringer bringer) {
        this.senders = senders;
        this.director = director;
        this.bringer = bringer;
    }

    /** What the engine said that was asked last. */
    record Started(int engine, StreamReply reply) {}

    /**
     * Opens it. Never fails; the reply says what went wrong.
     *
     * @param holder an engine that holds the program's beginning, to fetch it from where the engine has nothing of it
     * @param sink the console's connection, where the packets go through it: then no other engine can send them
     */
    CompletionStage<Started> open(
            int engine, int holder, StartStream order, @Nullable InterleavedSink sink) {
        return senders.start(engine, order, sink).thenCompose(reply -> {
            if (!reply.getOk() && reply.getRtspStatus() == FULL && sink == null) {
                return placedElsewhere(engine, order, reply);
            }
            if (reply.getOk() || reply.getRtspStatus() != 404 || engine == holder) {
                return CompletableFuture.completedFuture(new Started(engine, reply));
            }
            return bringer.bring(order.getStream().getProgramId(), 0, holder)
                    .thenCompose(here -> senders.start(engine, order, sink))
                    .thenApply(again -> new Started(engine, again));
        });
    }

    /**
     * An engine is at its capacity, which the director did not know yet or was not asked: another one sends. The console
     * speaks to this blade and does not notice.
     */
    private CompletionStage<Started> placedElsewhere(int full, StartStream order, StreamReply refusal) {
        NextSegmentQuery query = NextSegmentQuery.newBuilder()
                .setSession(order.getStream().getSession())
                .setProgramId(order.getStream().getProgramId())
                .setSendingSlot(full)
                .addExcludedSlots(full)
                .build();
        return director.ask(query).thenCompose(next -> next.getEngineSlot() == 0
                ? CompletableFuture.completedFuture(new Started(full, refusal))
                : senders.start(next.getEngineSlot(), order, null)
                        .thenApply(reply -> new Started(next.getEngineSlot(), reply)));
    }
}
