package io.mediachassis.controller.hardware;

import java.util.HashMap;
import java.util.Map;

/** Tells a board's loss of power that was ordered, or explained just before, from one that nobody wanted. Pure; one thread. */
final class PowerLosses {
    private static final long ORDER_NS = 30_000_000_000L;

    private final Map<Integer, Long> explainedNs = new HashMap<>();

    /** Power off or a reset was ordered, or the CBC says that it switched its board by itself, and why. */
    void explained(int slot, long nowNs) {
        explainedNs.put(slot, nowNs);
    }

    /** Whether the loss that its CBC tells now was to be expected; each explanation is for one. */
    boolean expected(int slot, long nowNs) {
        Long at = explainedNs.remove(slot);
        return at != null && nowNs - at < ORDER_NS;
    }
}
