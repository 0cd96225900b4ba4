package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.proto.ContentRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a content has come to the stations that are to have it.
 *
 * @param known whether the registry has said so yet
 * @param lacking those that are there and lack some of it; nobody waits for those that are silent
 * @param stalled none of these has got anything for long
 */
public record Reach(boolean known, List<StationCopy> lacking, boolean stalled) {
    /** A content of the home station alone. */
    public static final Reach NOWHERE = new Reach(true, List.of(), false);

    /** A station that gets nothing for so long holds up no publishing. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * Of a content.
     *
     * @param stations beside the home
     */
    public static Reach of(ContentRow content, Set<String> stations, Map<String, StationCopy> copies) {
        Set<String> wanted = DistributionPlanner.wanted(content, stations);
        if (wanted.isEmpty()) {
            return NOWHERE;
        }
        List<StationCopy> lacking = wanted.stream()
                .filter(copies::containsKey)
                .map(copies::get)
                .filter(copy -> copy.alive() && !copy.whole())
                .toList();
        boolean stalled = !lacking.isEmpty()
                && lacking.stream().allMatch(copy -> copy.quietNs() >= PATIENCE.toNanos());
        return new Reach(copies.keySet().containsAll(wanted), lacking, stalled);
    }

    /** For people: "station-2 has 3 of 8 segments". */
    public String text() {
        return lacking.stream()
                .map(copy -> copy.station() + " has " + copy.segments() + " of " + copy.total() + " segments")
                .collect(Collectors.joining(", "));
    }
}
