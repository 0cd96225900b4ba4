package io.mediachassis.blade.ts;

/**
 * Program time from PCRs: 27 MHz ticks that only rise, whatever the clock in the stream does. The 33-bit base wraps
 * after 26.5 hours and is unwrapped; a PCR that is announced as discontinuous, goes back, or goes on by more than
 * the limit is bridged by the interval that the bytes since the last one take at the byte rate so far. Positions are
 * packet numbers of the source. One thread.
 */
public final class PcrTimeline {
    /** 2^33 ticks of 90 kHz in 27 MHz ticks. */
    static final long WRAP = (1L << 33) * 300;
    /**
     * ISO/IEC 13818-1 wants a PCR every 100 ms; real streams are slacker. Beyond this there is a hole in the program.
     */
    static final long JUMP_LIMIT = 5 * SegmentIndex.TICKS_PER_SECOND;
    /** Weight of the newest interval in the rate: about the last 16 intervals count, half a second or so. */
    private static final double NEWEST = 1.0 / 16;
    /** One repeated PCR is a duplicate packet, which stands close behind the first. */
    private static final long DUPLICATE_PACKETS = 20;

    private long lastPcr = -1;
    private long lastPacket;
    private long lastTicks;
    private double ticksPerPacket;
    private long pcrs;
    private long jumps;
    private long wraps;

    /** Takes a PCR (0 to WRAP - 1) and gives its program time. */
    public long pcr(long packet, long pcr, boolean discontinuity) {
        pcrs++;
        if (lastPcr < 0) {
            lastTicks = 0;
        } else {
            long delta = pcr >= lastPcr ? pcr - lastPcr : pcr - lastPcr + WRAP;
            if (delta == 0 && packet - lastPacket <= DUPLICATE_PACKETS) {
                return lastTicks;
            }
            if (discontinuity || delta == 0 || delta > JUMP_LIMIT) {
                jumps++;
                lastTicks = timeAt(packet);
            } else {
                wraps += pcr < lastPcr ? 1 : 0;
                lastTicks += delta;
                double rate = (double) delta / Math.max(1, packet - lastPacket);
                ticksPerPacket = ticksPerPacket == 0 ? rate : ticksPerPacket + (rate - ticksPerPacket) * NEWEST;
            }
        }
        lastPcr = pcr;
        lastPacket = packet;
        return lastTicks;
    }

    /** Program time of a packet after the last PCR, by the byte rate so far. */
    public long timeAt(long packet) {
        return lastTicks + (long) (Math.max(0, packet - lastPacket) * ticksPerPacket);
    }

    /** Bytes of packets without any PCR: the program has no clock. */
    public boolean started() {
        return lastPcr >= 0;
    }

    public long pcrs() {
        return pcrs;
    }

    public long jumps() {
        return jumps;
    }

    public long wraps() {
        return wraps;
    }
}
