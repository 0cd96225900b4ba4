package io.mediachassis.blade.playout;

import java.util.Optional;

/**
 * Whether a volume still does its work. Pure; its owner guards it with a lock.
 *
 * <pre>
 * WELL, SLOW --a read under way for STUCK_NS, or other work for STUCK_OTHER_NS--> FAILED, for good
 * WELL, SLOW --LIMIT failed requests within WINDOW_NS--------------------------> FAILED
 * WELL --slow reads for SLOW_SPAN_NS, LIMIT at least and one of SHARE-----------> SLOW
 * SLOW --fewer than one read of SHARE slow, or none for WINDOW_NS---------------> WELL
 * </pre>
 *
 * <p>It must be the disk that is slow: a machine that is held up for a moment makes some reads slow at once, and many
 * that are not follow. Writing counts only when it never ends, since the sync of a file waits for all that others have
 * written to that file system.
 */
final class DiskHealth {
    /** Far beyond what a disk needs that only has much to do: it answers each single read within this. */
    static final long SLOW_NS = 800_000_000L;
    /** How far apart the first and the last slow read are at least. */
    static final long SLOW_SPAN_NS = 2_000_000_000L;
    /** One of so many reads is slow, from the first slow one on. */
    static final int SHARE = 4;
    /** A read under way for so long is taken for lost. */
    static final long STUCK_NS = 4_000_000_000L;
    /** A write or a sync under way for so long is. */
    static final long STUCK_OTHER_NS = 20_000_000_000L;
    static final long WINDOW_NS = 60_000_000_000L;
    static final int LIMIT = 3;
    /** Looked at so seldom, the whole process stood still, and no disk is to blame for that. */
    static final long STALL_NS = 1_000_000_000L;

    private final long[] startedNs;
    private final boolean[] busy;
    private final boolean[] reading;
    private final long[] failedAtNs = new long[LIMIT];
    private int failed;
    private long firstSlowNs;
    private long lastSlowNs;
    private int slow;
    private int reads;
    private String failure = "";
    private String slowness = "";
    private long busyNs;
    private long tickedNs;
    private boolean ticked;

    /** @param threads that make requests, numbered from 0 */
    DiskHealth(int threads) {
        startedNs = new long[threads];
        busy = new boolean[threads];
        reading = new boolean[threads];
    }

    /** @param read false: writing or syncing */
    void started(int thread, long nowNs, boolean read) {
        startedNs[thread] = nowNs;
        busy[thread] = true;
        reading[thread] = read;
    }

    /**
     * A request ended.
     *
     * @param mediumFailed when the disk could not do it (EIO)
     */
    void ended(int thread, long nowNs, boolean mediumFailed) {
        long tookNs = nowNs - startedNs[thread];
        busy[thread] = false;
        busyNs += tookNs;
        if (reading[thread]) {
            read(nowNs, tookNs);
        }
        if (mediumFailed) {
            mediumFailed(nowNs);
        }
    }

    /** The disk could not do a request (EIO), be it one of these threads' or not. */
    void mediumFailed(long nowNs) {
        failedAtNs[failed++ % LIMIT] = nowNs;
        if (failed >= LIMIT && nowNs - failedAtNs[failed % LIMIT] <= WINDOW_NS) {
            fail(LIMIT + " requests failed with an input/output error");
        }
    }

    private void read(long nowNs, long tookNs) {
        boolean isSlow = tookNs > SLOW_NS;
        forgetSlow(nowNs);
        if (isSlow && slow == 0) {
            firstSlowNs = nowNs;
            reads = 0;
        }
        slow += isSlow ? 1 : 0;
        reads++;
        if (slow * SHARE < reads) {
            slow = 0;
            slowness = "";
        } else if (isSlow) {
            lastSlowNs = nowNs;
            if (slow >= LIMIT && nowNs - firstSlowNs >= SLOW_SPAN_NS) {
                slowness = slow + " of " + reads + " reads took longer than " + SLOW_NS / 1_000_000 + " ms, the last "
                        + tookNs / 1_000_000 + " ms";
            }
        }
    }

    private void forgetSlow(long nowNs) {
        if (slow > 0 && nowNs - lastSlowNs > WINDOW_NS) {
            slow = 0;
            slowness = "";
        }
    }

    private void fail(String why) {
        if (failure.isEmpty()) {
            failure = why;
        }
    }

    /** How long the threads were at work so far, all together, requests under way left out. */
    long busyNs() {
        return busyNs;
    }

    /** Looks for requests that don't end; some times a second. */
    void tick(long nowNs) {
        forgetSlow(nowNs);
        long stoodNs = ticked && nowNs - tickedNs > STALL_NS ? nowNs - tickedNs : 0;
        ticked = true;
        tickedNs = nowNs;
        for (int i = 0; i < busy.length; i++) {
            startedNs[i] += busy[i] ? Math.min(stoodNs, nowNs - startedNs[i]) : 0;
            if (busy[i] && nowNs - startedNs[i] > (reading[i] ? STUCK_NS : STUCK_OTHER_NS)) {
                fail((reading[i] ? "a read" : "a write") + " is under way for "
                        + (nowNs - startedNs[i]) / 1_000_000 + " ms");
            }
        }
    }

    /** What is wrong; empty while it is well. */
    Optional<DiskVerdict> verdict() {
        if (!failure.isEmpty()) {
            return Optional.of(new DiskVerdict(false, failure));
        }
        return slowness.isEmpty() ? Optional.empty() : Optional.of(new DiskVerdict(true, slowness));
    }
}
