package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changed of a station's holdings since they were reported. Pure. */
final class HoldingDiff {
    private HoldingDiff() {}

    /** By program; what is gone last. */
    static List<HoldingChange> of(Map<String, StationHolding> before, Map<String, StationHolding> now) {
        List<HoldingChange> changes = new ArrayList<>();
        now.forEach((program, holding) -> change(before.get(program), holding).ifPresent(changes::add));
        before.forEach((program, holding) -> {
            if (!now.containsKey(program) && !holding.segments().isEmpty()) {
                changes.add(HoldingChange.removed(holding));
            }
        });
        return changes;
    }

    private static Optional<HoldingChange> change(
            @Nullable StationHolding before, StationHolding now) {
        // Of another manifest nothing is held any more that was before, which the registry knows by itself.
        SegmentRanges was = before != null && before.manifest().equals(now.manifest())
                ? before.segments()
                : SegmentRanges.NONE;
        SegmentRanges added = now.segments().minus(was);
        SegmentRanges removed = was.minus(now.segments());
        return added.isEmpty() && removed.isEmpty()
                ? Optional.empty()
                : Optional.of(new HoldingChange(
                        now.program(), now.manifest(), now.total(), added, removed, SegmentRanges.NONE));
    }
}
