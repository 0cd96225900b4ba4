package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the director asks whether the station may drop its last copy of something. Any thread. */
@FunctionalInterface
public interface LeaveDesk {
    /** Of a station without a head-end: its last copies stay. */
    LeaveDesk NONE = wanted -> CompletableFuture.completedFuture(SegmentRanges.NONE);

    /**
     * Asks; the answer may take as long as the head-end is out of reach.
     *
     * @param wanted segments of a program that the station would drop
     * @return those that it may drop; never fails
     */
    CompletionStage<SegmentRanges> askLeave(StationHolding wanted);
}
