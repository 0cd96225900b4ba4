package io.mediachassis.blade.obtain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Programs that no station has, and how often the registry may be asked for others: a flood of wrong names stays here. Pure;
 * one thread.
 */
final class UnknownPrograms {
    /** Somebody may publish it a moment later. */
    static final long REMEMBERED_NS = 5_000_000_000L;
    private static final int MOST = 10_000;
    /** Questions a second, and at once. */
    private static final double RATE = 50;
    static final int BURST = 100;

    private final Map<String, Long> untilNs = new LinkedHashMap<>();
    private double allowed = BURST;
    private long allowedNs;
    private boolean began;

    /** No station has it. */
    void add(String programId, long nowNs) {
        untilNs.remove(programId);
        untilNs.put(programId, nowNs + REMEMBERED_NS);
        if (untilNs.size() > MOST) {
            untilNs.remove(untilNs.keySet().iterator().next());
        }
    }

    /** Whether that was said a moment ago. */
    boolean has(String programId, long nowNs) {
        Long until = untilNs.get(programId);
        if (until != null && until - nowNs <= 0) {
            untilNs.remove(programId);
        }
        return until != null && until - nowNs > 0;
    }

    /** Whether the registry may be asked for one more name now; counts it. */
    boolean mayAsk(long nowNs) {
        if (began) {
            allowed = Math.min(BURST, allowed + (nowNs - allowedNs) / 1e9 * RATE);
        }
        began = true;
        allowedNs = nowNs;
        if (allowed < 1) {
            return false;
        }
        allowed--;
        return true;
    }

    int size() {
        return untilNs.size();
    }
}
