package io.mediachassis.blade.obtain;

import java.util.HashMap;
import java.util.Map;

/**
 * Planned programs that are left out of the turn for a while, since no station has them or nothing of them comes: the oftener,
 * the longer, so that they don't keep those that can be had from coming. Pure; one thread.
 */
final class PlanPauses {
    private static final long SECOND = 1_000_000_000L;
    /** That a station has it by now costs one question to find out. */
    static final long NOWHERE_NS = 5 * SECOND;
    static final long NOWHERE_MOST_NS = 60 * SECOND;
    /** It has held a turn for a minute without anything coming of it. */
    static final long STALLED_NS = 60 * SECOND;
    static final long STALLED_MOST_NS = 600 * SECOND;
    /** What was over so long ago does not count any more. */
    private static final long FORGOTTEN_NS = 1200 * SECOND;

    private final Map<String, Pause> pauses = new HashMap<>();

    private record Pause(long untilNs, int times) {}

    /** No station has it. */
    void nowhere(String programId, long nowNs) {
        add(programId, NOWHERE_NS, NOWHERE_MOST_NS, nowNs);
    }

    /**
     * Nothing of it comes.
     *
     * @param answered whether the registry has said who has it: while it does not, that may be no matter of the program
     */
    void stalled(String programId, boolean answered, long nowNs) {
        add(programId, STALLED_NS, answered ? STALLED_MOST_NS : STALLED_NS, nowNs);
    }

    private void add(String programId, long firstNs, long mostNs, long nowNs) {
        pauses.values().removeIf(pause -> nowNs - pause.untilNs() >= FORGOTTEN_NS);
        Pause before = pauses.get(programId);
        int times = before == null ? 0 : Math.min(10, before.times() + 1);
        pauses.put(programId, new Pause(nowNs + Math.min(mostNs, firstNs << times), times));
    }

    /** Something of it came. */
    void over(String programId) {
        pauses.remove(programId);
    }

    /** Whether it is left out now. */
    boolean has(String programId, long nowNs) {
        Pause pause = pauses.get(programId);
        return pause != null && pause.untilNs() - nowNs > 0;
    }

    void clear() {
        pauses.clear();
    }
}
