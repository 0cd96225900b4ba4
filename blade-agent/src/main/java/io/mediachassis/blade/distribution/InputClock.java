package io.mediachassis.blade.distribution;

import io.mediachassis.blade.ts.PcrTimeline;
import io.mediachassis.blade.ts.TsPacket;

/**
 * Gives each packet of an input its time: 27 MHz ticks since the input's first packet, which never fall. Of a live input,
 * whose sender paces it, that is when it came. Of one that comes as fast as the connection allows it is its PCR's; where
 * packets come more than {@link #LATE_TICKS} behind that, the input stood still, and time goes on from when they came. So
 * a packet's time is at most that much before it is here, and onward streams by these times always have what they send.
 * Pure; one thread.
 */
final class InputClock {
    static final long SECOND = 27_000_000L;
    static final long LATE_TICKS = SECOND;
    /** Packets without a PCR of the program that was followed, after which another one's is. */
    private static final long PACKETS_TO_CHANGE = 10_000;

    private final boolean live;
    private final PcrTimeline pcrs = new PcrTimeline();
    private int pid = -1;
    private long packets;
    private long pcrPacket;
    private long base;
    private long last;

    /**
     * Begins.
     *
     * @param live the sender paces it
     * @param fromTicks where an input that is resumed goes on at the earliest
     */
    InputClock(boolean live, long fromTicks) {
        this.live = live;
        this.last = fromTicks;
    }

    /** Jumps of the PCR so far. */
    long jumps() {
        return pcrs.jumps();
    }

    /** Time of the packet at this place. */
    long next(byte[] b, int at, long nowTicks) {
        packets++;
        boolean started = pcrs.started();
        long pcr = TsPacket.pcr(b, at);
        if (pcr >= 0) {
            boolean changed = follow(TsPacket.pid(b, at));
            if (pid == TsPacket.pid(b, at)) {
                pcrs.pcr(packets, pcr, changed || TsPacket.discontinuity(b, at));
                pcrPacket = packets;
                if (!started) {
                    base = Math.max(nowTicks, last);
                }
            }
        }
        long ticks = nowTicks;
        if (!live && pcrs.started()) {
            ticks = base + pcrs.timeAt(packets);
            if (nowTicks - ticks > LATE_TICKS) {
                base += nowTicks - ticks;
                ticks = nowTicks;
            }
        }
        last = Math.max(last, ticks);
        return last;
    }

    /** Returns whether another clock is followed from now on. */
    private boolean follow(int of) {
        boolean other = pid >= 0 && pid != of && packets - pcrPacket > PACKETS_TO_CHANGE;
        if (pid < 0 || other) {
            pid = of;
        }
        return other;
    }

    /** What is put in place of the input reaches up to there. */
    void filledUpTo(long ticks) {
        last = Math.max(last, ticks);
    }
}
