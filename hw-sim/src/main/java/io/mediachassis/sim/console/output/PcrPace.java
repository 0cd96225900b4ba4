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
    private boolean started;

    /** Time at which so many bytes, whole packets, are due; {@code nowNs} if they are the first. */
    public long due(byte[] memory, int offset, int length, long nowNs) {
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        long dueNs = startNs + (timeline.started() ? timeline.timeAt(packets) * 1000 / 27 : 0);
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
        timeline = new PcrTimeline();
        packets = 0;
        started = false;
    }
}
