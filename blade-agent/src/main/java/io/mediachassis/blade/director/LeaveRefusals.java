package io.mediachassis.blade.director;

import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Last copies that had to stay, and are not asked for again for a while: an engine without room asks each second, and
 * what else might go is to have its turn. Pure; the director's control loop owns it.
 */
public final class LeaveRefusals {
    static final long STAYS_NS = 30_000_000_000L;

    private final Map<Segment, Long> untilNs = new HashMap<>();

    private record Segment(String programId, int number) {}

    /** These were asked for, and no leave came. */
    public void note(StationHolding stays, long nowNs) {
        stays.segments().numbers().forEach(n -> untilNs.put(new Segment(stays.program(), n), nowNs + STAYS_NS));
    }

    /** Those of them that may be asked for now. */
    public List<Candidate> without(List<Candidate> candidates, long nowNs) {
        untilNs.values().removeIf(until -> until - nowNs <= 0);
        return candidates.stream()
                .filter(c -> !untilNs.containsKey(new Segment(c.programId(), c.segment())))
                .toList();
    }
}
