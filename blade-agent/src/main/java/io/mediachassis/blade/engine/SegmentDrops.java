package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.KeepReply;
import io.mediachassis.backplane.proto.KeepSegments;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops segments that the director says may go: what is in use stays, and so does what the engine that is to keep them
 * does not say that it keeps ({@link DropGuard}). Any thread.
 */
public final class SegmentDrops {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentDrops.class);

    private final SegmentShelf shelf;
    private final EngineLine line;
    private final Executor worker;
    private final BiPredicate<String, Integer> inUse;
    private final Counts<EngineCounter> counts;
    private final DropGuard guard = new DropGuard();

    /**
     * @param worker takes files away
     * @param inUse whether a stream here plays that segment of that program
     */
    public SegmentDrops(
            SegmentShelf shelf, EngineLine line, Executor worker, BiPredicate<String, Integer> inUse,
            Counts<EngineCounter> counts) {
        this.shelf = shelf;
        this.line = line;
        this.worker = worker;
        this.inUse = inUse;
        this.counts = counts;
    }

    /** Completes with how many were dropped; never fails. */
    public CompletionStage<Integer> drop(DropSegments order) {
        String programId = order.getProgramId();
        Optional<ByteString> manifest = shelf.manifestHash(programId);
        List<Integer> marked = manifest.isEmpty() ? List.of() : guard.mark(programId, order.getSegmentsList().stream()
                .filter(n -> shelf.holds(programId, n) && !inUse.test(programId, n))
                .toList());
        if (marked.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        KeepSegments question = KeepSegments.newBuilder()
                .setProgramId(programId)
                .setManifestHash(manifest.get())
                .addAllSegments(marked)
                .build();
        return line.request(order.getKeeperSlot(), Envelope.newBuilder().setKeepSegments(question))
                .thenApply(reply -> reply.getKeepReply().getSegmentsList())
                .thenCompose(kept -> onWorker(() -> dropNow(
                        programId, marked.stream().filter(kept::contains).toList(),
                        "which blade " + order.getKeeperSlot() + " keeps", () -> true)))
                .handle((dropped, error) -> {
                    guard.unmark(programId, marked);
                    if (error != null) {
                        LOG.info("Segments {} of {} are not dropped: blade {} does not say that it keeps them ({})",
                                marked, programId, order.getKeeperSlot(), error.getMessage());
                    }
                    return error == null ? dropped : 0;
                });
    }

    /**
     * Drops what no engine of this station keeps, since another station does. Completes with how many were dropped; never
     * fails.
     *
     * @param good whether leave may still be acted on; asked before each segment
     */
    CompletionStage<Integer> dropByLeave(DropSegments order, BooleanSupplier good) {
        String programId = order.getProgramId();
        List<Integer> marked = guard.mark(programId, order.getSegmentsList().stream()
                .filter(n -> shelf.holds(programId, n) && !inUse.test(programId, n))
                .toList());
        return onWorker(() -> dropNow(programId, marked, "which another station keeps", good)).handle((dropped, error) -> {
            guard.unmark(programId, marked);
            return error == null ? dropped : 0;
        });
    }

    /** Another engine is about to drop these: which of them does this one keep? */
    public KeepReply keep(KeepSegments question) {
        Optional<ByteString> same = shelf.manifestHash(question.getProgramId())
                .filter(hash -> hash.equals(question.getManifestHash()));
        // Looked up anew for each, behind the guard: a segment that was dropped meanwhile is not kept.
        return KeepReply.newBuilder()
                .addAllSegments(same.isEmpty() ? List.of() : guard.kept(
                        question.getProgramId(), question.getSegmentsList(), n -> shelf.holds(question.getProgramId(), n)))
                .build();
    }

    private CompletionStage<Integer> onWorker(Supplier<Integer> work) {
        try {
            return CompletableFuture.supplyAsync(work, worker);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private int dropNow(String programId, List<Integer> segments, String why, BooleanSupplier good) {
        int dropped = 0;
        for (int n : segments) {
            try {
                if (good.getAsBoolean() && !inUse.test(programId, n) && shelf.drop(programId, n)) {
                    dropped++;
                }
            } catch (IOException e) {
                LOG.warn("Segment {} of {} can't be dropped: {}", n, programId, e.getMessage());
            }
        }
        counts.add(EngineCounter.SEGMENTS_DROPPED, dropped);
        LOG.info("Dropped {} of the segments {} of {}, {}", dropped, segments, programId, why);
        return dropped;
    }
}
