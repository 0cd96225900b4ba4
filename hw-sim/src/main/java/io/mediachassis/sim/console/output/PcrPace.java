package io.mediachassis.sim.console.output;

import io.mediachassis.blade.ts.PcrTimeline;
import io.mediachassis.blade.ts.TsPacket;

/**
 * When a transport stream's packets are due, by the PCRs of the first PID that has one: the first packet at once, each
 * other one as much later as the stream's own clock says. Times are monotonic nanoseconds. Pure; one thread.
 */
public final class PcrPace {
    private static final int NO_PID = -1;

    private PcrTimeline timeline = new PcrTimeline();
    private int pid = NO_PID;
    private long packets;
    private long startNs;
    private long ahead;
    private boolean started;

    /** Time at which so many bytes, whole packets, are due; {@code nowNs} if they are the first. */
    public long due(byte[] memory, int offset, int length, long nowNs) {
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        long sinceNs = timeline.started() ? timeline.timeAt(packets) * 1000 / 27 : 0;
        long dueNs = startNs + (sinceNs < ahead ? 0 : sinceNs + ahead);
        for (int at = offset; at < offset + length; at += TsPacket.SIZE, packets++) {
            long pcr = TsPacket.pcr(memory, at);
            if (pcr < 0 || (pid != NO_PID && pid != TsPacket.pid(memory, at))) {
                continue;
            }
            pid = TsPacket.pid(memory, at);
            timeline.pcr(packets, pcr, TsPacket.discontinuity(memory, at));
        }
        return dueNs;
    }

    /** What was due before was late, since nothing came: what comes next is due at once. */
    public void restart() {
        restart(0);
    }

    /**
     * The same where what comes is of another place.
     *
     * @param aheadNs so much of it is due at once, for a picture; the rest as much later, so that it may come late by that
     */
    public void restart(long aheadNs) {
        timeline = new PcrTimeline();
        pid = NO_PID;
        packets = 0;
        started = false;
        ahead = aheadNs;
    }
}
