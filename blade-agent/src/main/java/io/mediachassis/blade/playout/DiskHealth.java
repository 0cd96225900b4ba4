package io.mediachassis.blade.playout;

import java.util.Optional;

/**
 * Whether a volume still does its work. Pure; its owner guards it with a lock.
 *
 * <pre>
 * WELL --a request under way for STUCK_NS, LIMIT slow ones or LIMIT failed ones within WINDOW_NS--> FAILED, for good
 * </pre>
 */
final class DiskHealth {
    /** Far beyond what a disk needs that only has much to do: it answers each single request within this. */
    static final long SLOW_NS = 800_000_000L;
    /** A request under way for so long is taken for lost. */
    static final long STUCK_NS = 2_000_000_000L;
    static final long WINDOW_NS = 60_000_000_000L;
    static final int LIMIT = 3;

    private final long[] startedNs;
    private final boolean[] busy;
    private final long[] slowAtNs = new long[LIMIT];
    private final long[] failedAtNs = new long[LIMIT];
    private int slow;
    private int failed;
    private String verdict = "";

    /** @param threads that make requests, numbered from 0 */
    DiskHealth(int threads) {
        startedNs = new long[threads];
        busy = new boolean[threads];
    }

    void started(int thread, long nowNs) {
        startedNs[thread] = nowNs;
        busy[thread] = true;
    }

    /**
     * A request ended.
     *
     * @param mediumFailed when the disk could not do it (EIO)
     */
    void ended(int thread, long nowNs, boolean mediumFailed) {
        long tookNs = nowNs - startedNs[thread];
        busy[thread] = false;
        if (tookNs > SLOW_NS) {
            slowAtNs[slow++ % LIMIT] = nowNs;
            judge(slow, slowAtNs, nowNs, LIMIT + " requests took longer than " + SLOW_NS / 1_000_000 + " ms, the last "
                    + tookNs / 1_000_000 + " ms");
        }
        if (mediumFailed) {
            failedAtNs[failed++ % LIMIT] = nowNs;
            judge(failed, failedAtNs, nowNs, LIMIT + " requests failed with an input/output error");
        }
    }

    private void judge(int count, long[] atNs, long nowNs, String otherwise) {
        if (count >= LIMIT && nowNs - atNs[count % LIMIT] <= WINDOW_NS && verdict.isEmpty()) {
            verdict = otherwise;
        }
    }

    /** Looks for requests that don't end. */
    void tick(long nowNs) {
        for (int i = 0; i < busy.length; i++) {
            if (busy[i] && nowNs - startedNs[i] > STUCK_NS && verdict.isEmpty()) {
                verdict = "a request is under way for " + (nowNs - startedNs[i]) / 1_000_000 + " ms";
            }
        }
    }

    /** Why the volume has failed; empty while it is well. */
    Optional<String> verdict() {
        return verdict.isEmpty() ? Optional.empty() : Optional.of(verdict);
    }
}
