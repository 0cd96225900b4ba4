package io.mediachassis.sim.console.receive;

import java.util.random.RandomGenerator;

/**
 * When receiver reports are due: 5 s apart on average, by half of that earlier or later, so that the consoles of a group
 * don't fall into step (RFC 3550 section 6.3.1); the first one at once, as in a session of two (section 6.2): it tells an
 * interactive server which stream this console is in, so that its first packets can be repaired. One thread.
 */
public final class ReportTiming {
    private static final long INTERVAL_NS = 5_000_000_000L;
    /** e - 3/2: makes up for consoles that reconsider. */
    private static final double COMPENSATION = 1.21828;

    private final RandomGenerator random;
    private long dueNs;

    public ReportTiming(long nowNs, RandomGenerator random) {
        this.random = random;
        dueNs = nowNs;
    }

    /** Whether a report is to be sent now; the next one is due an interval later. */
    public boolean due(long nowNs) {
        if (nowNs - dueNs < 0) {
            return false;
        }
        dueNs = nowNs + next();
        return true;
    }

    private long next() {
        return (long) (INTERVAL_NS * (0.5 + random.nextDouble()) / COMPENSATION);
    }
}
