package io.mediachassis.backplane.link;

/**
 * When a link sends its next heartbeat, and when it counts as silent. Only time during which this side could listen
 * counts: where {@link #step} comes later than {@link #waitNs} had asked for, the process was stopped or the machine
 * was busy, frames wait unread, and the silence is put off by as much. Pure; one thread.
 */
final class Pulse {
    /** What to do now. */
    enum Act {
        WAIT,
        BEAT,
        SILENT
    }

    private final long intervalNs;
    private final long silenceNs;
    private long beatNs;
    private long heardNs;
    private long wakeNs;

    /** The first heartbeat is due at once. */
    Pulse(long intervalNs, long silenceNs, long nowNs) {
        this.intervalNs = intervalNs;
        this.silenceNs = silenceNs;
        this.beatNs = nowNs;
        this.heardNs = nowNs;
        this.wakeNs = nowNs;
    }

    /** A frame came. */
    void heard(long nowNs) {
        heardNs = nowNs;
    }

    Act step(long nowNs) {
        long lateNs = nowNs - wakeNs;
        if (lateNs > 0) {
            heardNs += Math.min(lateNs, nowNs - heardNs);
            wakeNs = nowNs;
        }
        if (nowNs - heardNs >= silenceNs) {
            return Act.SILENT;
        }
        if (nowNs - beatNs < 0) {
            return Act.WAIT;
        }
        // On a grid that all links of a process share, so that they wake it once and not each at its own time. A late
        // beat moves none of the others.
        beatNs = nowNs - Math.floorMod(nowNs, intervalNs) + intervalNs;
        return Act.BEAT;
    }

    /** Nanoseconds until {@link #step} wants to be called again; at least 0. */
    long waitNs(long nowNs) {
        long untilNs = Math.max(0, Math.min(beatNs - nowNs, heardNs + silenceNs - nowNs));
        wakeNs = nowNs + untilNs;
        return untilNs;
    }
}
