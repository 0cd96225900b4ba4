package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Makes room by dropping what groups brought, at a home station too: it counts as no copy, so nobody has to be asked but the
 * engine that keeps the segment ({@link DropGuard}). What was used longest ago goes first. Any thread.
 */
public final class CacheDrops {
    private final FilledSegments filled;
    private final ProgramStore store;
    private final LastUse lastUse;
    private final SegmentDrops drops;
    private final Supplier<BiPredicate<String, Integer>> inUse;
    private final BiFunction<String, Integer, OptionalInt> keeper;
    private final Executor worker;
    private final AtomicBoolean asked = new AtomicBoolean();

    private record Candidate(FilledSegments.Segment segment, long usedMs, int keeper) {}

    /**
     * @param inUse tells whether a stream here plays a segment of a program now, or will next
     * @param keeper an engine that holds a segment of a program for good, if one that can be reached does
     * @param worker reads when segments were used
     */
    public CacheDrops(
            FilledSegments filled, ProgramStore store, LastUse lastUse, SegmentDrops drops,
            Supplier<BiPredicate<String, Integer>> inUse, BiFunction<String, Integer, OptionalInt> keeper,
            Executor worker) {
        this.filled = filled;
        this.store = store;
        this.lastUse = lastUse;
        this.drops = drops;
        this.inUse = inUse;
        this.keeper = keeper;
        this.worker = worker;
    }

    /** The same in the background, one such order at a time. */
    public void want(long bytes) {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        try {
            worker.execute(() -> drop(bytes).whenComplete((dropped, error) -> asked.set(false)));
        } catch (RejectedExecutionException e) {
            asked.set(false);
        }
    }

    /** Drops so many bytes. Completes with the number of segments dropped; never fails. Reads files. */
    CompletionStage<Integer> drop(long bytes) {
        CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
        long left = bytes;
        for (Candidate candidate : candidates()) {
            if (left <= 0) {
                break;
            }
            left -= candidate.segment().bytes();
            sum = sum.thenCombine(drops.drop(DropSegments.newBuilder()
                    .setProgramId(candidate.segment().programId())
                    .addSegments(candidate.segment().number())
                    .setKeeperSlot(candidate.keeper())
                    .build()), Integer::sum);
        }
        return sum;
    }

    /** Whether a segment is here only since a group brought it. */
    boolean has(String programId, int segment) {
        return filled.contains(programId, segment);
    }

    /** Bytes that {@link #drop} could drop, if nothing were in use. */
    long bytes() {
        return filled.bytes();
    }

    private List<Candidate> candidates() {
        BiPredicate<String, Integer> used = inUse.get();
        return filled.whole().stream()
                .filter(segment -> !used.test(segment.programId(), segment.number()))
                .flatMap(segment -> candidate(segment).stream())
                .sorted(Comparator.comparingLong(Candidate::usedMs))
                .toList();
    }

    private Optional<Candidate> candidate(FilledSegments.Segment segment) {
        OptionalInt kept = keeper.apply(segment.programId(), segment.number());
        Program program = store.holding(segment.programId()).orElse(null);
        return kept.isEmpty() || program == null || !program.holds(segment.number())
                ? Optional.empty()
                : Optional.of(new Candidate(
                        segment, lastUse.of(program, program.segment(segment.number())), kept.getAsInt()));
    }
}
