package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.proto.ContentRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a content has come to the stations that are to have it.
 *
 * @param known whether the registry has said so yet
 * @param lacking those that are there and lack some of it; nobody waits for those that are silent
 * @param stalled none of these has got anything for long, or can get any
 */
public record Reach(boolean known, List<StationCopy> lacking, boolean stalled) {
    /** A content of the home station alone. */
    public static final Reach NOWHERE = new Reach(true, List.of(), false);

    /** A station that gets nothing for so long holds up no publishing; one with another program by the id never does. */
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
                && lacking.stream().allMatch(copy -> copy.another() || copy.quietNs() >= PATIENCE.toNanos());
        return new Reach(copies.keySet().containsAll(wanted), lacking, stalled);
    }

    /** For people: who lacks what, and what becomes of it; empty where nobody lacks anything. */
    public String text() {
        String behind = lacking.stream()
                .filter(copy -> !copy.another())
                .map(copy -> copy.station() + " has " + copy.segments() + " of " + copy.total() + " segments")
                .collect(Collectors.joining(", "));
        String others = lacking.stream().filter(StationCopy::another).map(StationCopy::station).collect(Collectors.joining(", "));
        return Stream.of(
                        behind.isEmpty() ? "" : behind + ": what they lack they fetch when consoles ask",
                        others.isEmpty() ? "" : "another program goes by this id at " + others
                                + ", so it does not go there: chassisctl registry check says what to do")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
