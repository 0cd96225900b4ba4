package io.mediachassis.blade.registry;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport.Leave;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who waits for leave, and what there is leave for. What is asked for or allowed already is not asked for again. One thread. */
final class LeaveAsking {
    private final LeaveBook book = new LeaveBook();
    private final Map<Leave, CompletableFuture<SegmentRanges>> asked = new HashMap<>();
    private final Counts<OutboxCounter> counts;

    LeaveAsking(Counts<OutboxCounter> counts) {
        this.counts = counts;
    }

    LeaveBook book() {
        return book;
    }

    /**
     * What to ask the registry; empty where there is nothing to ask, which is answered at once.
     *
     * @param answer completed by {@link #answered}
     */
    Optional<Leave> question(StationHolding wanted, CompletableFuture<SegmentRanges> answer) {
        SegmentRanges open = wanted.segments().minus(book.of(wanted.program(), wanted.manifest()));
        for (Leave waiting : asked.keySet()) {
            open = waiting.program().equals(wanted.program()) ? open.minus(waiting.segments()) : open;
        }
        if (open.isEmpty()) {
            answer.complete(SegmentRanges.NONE);
            return Optional.empty();
        }
        counts.add(OutboxCounter.LEAVE_ASKED, open.count());
        Leave leave = new Leave(wanted.program(), wanted.manifest(), open);
        asked.put(leave, answer);
        return Optional.of(leave);
    }

    /** The registry's word, or that there will be none. */
    void answered(Leave leave, SegmentRanges granted, long nowNs) {
        if (!granted.isEmpty()) {
            counts.add(OutboxCounter.LEAVE_GIVEN, granted.count());
            book.note(new StationHolding(leave.program(), leave.manifest(), granted.last() + 1, granted), nowNs);
        }
        CompletableFuture<SegmentRanges> answer = asked.remove(leave);
        if (answer != null) {
            answer.complete(granted);
        }
    }

    /** Nobody waits any more: of questions of an earlier term there may be no answer. One that comes all the same is noted. */
    void abandon() {
        asked.values().forEach(answer -> answer.complete(SegmentRanges.NONE));
        asked.clear();
    }

    /** Of what there was leave for, and nobody acts on any more. */
    List<StationHolding> over(long nowNs) {
        return book.over(nowNs);
    }
}
