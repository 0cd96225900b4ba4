package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.blade.engine.NextEngine;
import io.mediachassis.blade.engine.SegmentBringer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What an anchor does when the engine that it gave a console's order to can't carry it out: the segment is elsewhere,
 * or the stream is. Any thread.
 */
final class StreamMoves {
    private static final long SETTLE_NS = 50_000_000;
    /** A stream that has left one engine is with the next by then, and that has told of it, as engines do each second. */
    private static final int SETTLE_TRIES = 25;

    private final Senders senders;
    private final NextEngine director;
    private final SegmentBringer bringer;
    private final ScheduledExecutorService timer;

    StreamMoves(Senders senders, NextEngine director, SegmentBringer bringer, ScheduledExecutorService timer) {
        this.senders = senders;
        this.director = director;
        this.bringer = bringer;
        this.timer = timer;
    }

    /** Whether the stream turned up at another engine than the one that did not know it. */
    CompletionStage<Boolean> settled(AnchoredStream stream, int asked) {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        settle(stream, asked, SETTLE_TRIES, settled);
        return settled;
    }

    private void settle(AnchoredStream stream, int asked, int tries, CompletableFuture<Boolean> settled) {
        if (stream.engine() != asked) {
            settled.complete(true);
        } else if (tries == 0 || !stream.alive()) {
            settled.complete(false);
        } else {
            timer.schedule(() -> settle(stream, asked, tries - 1, settled), SETTLE_NS, TimeUnit.NANOSECONDS);
        }
    }

    /** Brings stream and segment together: the stream goes to the segment, or the segment comes here. */
    CompletionStage<StreamReply> bring(AnchoredStream stream, int segment) {
        NextSegmentQuery query = NextSegmentQuery.newBuilder()
                .setSession(stream.session())
                .setProgramId(stream.identity().getProgramId())
                .setSegment(segment)
                .setSendingSlot(stream.engine())
                .addExcludedSlots(stream.engine())
                .setToCopy(stream.sink() != null)
                .build();
        return director.ask(query).thenCompose(next -> {
            if (next.getEngineSlot() == 0) {
                return CompletableFuture.completedFuture(StreamReply.newBuilder()
                        .setRtspStatus(StreamPlacing.FULL)
                        .setText(next.getText())
                        .build());
            }
            if (next.getEngineSlot() == stream.engine()) {
                // The director had it copied to where the stream is.
                return CompletableFuture.completedFuture(StreamReply.newBuilder().setOk(true).build());
            }
            return stream.sink() == null ? move(stream, next.getEngineSlot()) : fetch(stream, segment, next);
        });
    }

    private CompletionStage<StreamReply> fetch(AnchoredStream stream, int segment, NextSegmentReply from) {
        return bringer.bring(stream.session(), segment, from.getEngineSlot()).handle((done, error) -> error == null
                ? StreamReply.newBuilder().setOk(true).build()
                : StreamReply.newBuilder()
                        .setRtspStatus(503)
                        .setText("Segment " + segment + " could not be fetched: " + error.getMessage())
                        .build());
    }

    private CompletionStage<StreamReply> move(AnchoredStream stream, int to) {
        ControlStream yield = ControlStream.newBuilder()
                .setSession(stream.session())
                .setVerb(ControlStream.Verb.YIELD)
                .build();
        return senders.control(stream.engine(), yield).thenCompose(given -> {
            if (!given.getOk()) {
                return CompletableFuture.completedFuture(given);
            }
            StartStream order = StartStream.newBuilder()
                    .setStream(stream.identity())
                    .setPoint(given.getPoint())
                    .build();
            return senders.start(to, order, null).thenApply(reply -> {
                if (reply.getOk()) {
                    stream.movedTo(to);
                } else {
                    stream.lost("blade " + to + " would not take it: " + reply.getText());
                }
                return reply;
            });
        });
    }
}
