package io.mediachassis.blade.obtain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What went wrong with a program's copies: which segments are tried again when, and which engines are not asked for a while. Pure. */
final class Setbacks {
    private static final long SECOND = 1_000_000_000L;
    /** An engine that has no room, or can't store. */
    static final long AVOIDED_NS = 10 * SECOND;
    private static final long MOST_WAIT_NS = 30 * SECOND;

    private final Map<Integer, Retry> retries = new HashMap<>();
    private final Map<Integer, Long> avoidedUntilNs = new HashMap<>();

    private record Retry(long atNs, int failures) {}

    /**
     * A copy of a segment has failed: the next one waits, the longer the oftener.
     *
     * @param urgent a console waits for it: the first time it is tried again at once
     */
    void again(int segment, boolean urgent, long nowNs) {
        Retry before = retries.get(segment);
        int failures = before == null ? 1 : Math.min(16, before.failures() + 1);
        long wait = urgent && failures == 1 ? 0 : Math.min(MOST_WAIT_NS, (SECOND / 2) << Math.min(6, failures));
        retries.put(segment, new Retry(nowNs + wait, failures));
    }

    /** It came. */
    void over(int segment) {
        retries.remove(segment);
    }

    /** Segments that are not to be tried yet. */
    List<Integer> waiting(long nowNs) {
        return retries.entrySet().stream()
                .filter(entry -> entry.getValue().atNs() - nowNs > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    void avoid(int slot, long ns, long nowNs) {
        avoidedUntilNs.put(slot, nowNs + ns);
    }

    boolean avoids(int slot) {
        return avoidedUntilNs.containsKey(slot);
    }

    void expire(long nowNs) {
        avoidedUntilNs.values().removeIf(until -> until - nowNs <= 0);
    }
}
