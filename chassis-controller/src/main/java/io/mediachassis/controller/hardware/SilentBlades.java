package io.mediachassis.controller.hardware;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which powered blades without a link get an enrolment token again: one that never had a token may have none that still
 * holds. Pure; one thread.
 */
final class SilentBlades {
    private final long againNs;
    private final Map<Integer, Long> tokenGivenNs = new HashMap<>();
    private final Map<Integer, Long> sinceNs = new HashMap<>();
    private final Set<Integer> said = new HashSet<>();

    /** @param againNs from one token of a blade to the next, in nanoseconds */
    SilentBlades(long againNs) {
        this.againNs = againNs;
    }

    /** A token was ordered into the slot's CBC. */
    void tokenGiven(int slot, long nowNs) {
        tokenGivenNs.put(slot, nowNs);
    }

    /** Another board, or none: no token of the last one counts. */
    void exchanged(int slot) {
        tokenGivenNs.remove(slot);
    }

    /** The blade has a link, or no power, or nobody wants it: its silence is over, or needs no explanation. */
    void over(int slot) {
        sinceNs.remove(slot);
        said.remove(slot);
    }

    /** The blade is silent: whether a token is due. */
    boolean tokenDue(int slot, long nowNs) {
        Long given = tokenGivenNs.get(slot);
        return given == null || nowNs - given >= againNs;
    }

    /** The blade is silent, has been for long enough to start, and its token did not help: true once for each silence. */
    boolean worthSaying(int slot, long nowNs) {
        long since = sinceNs.computeIfAbsent(slot, n -> nowNs);
        return nowNs - since >= againNs && tokenGivenNs.containsKey(slot) && tokenDue(slot, nowNs) && said.add(slot);
    }
}
