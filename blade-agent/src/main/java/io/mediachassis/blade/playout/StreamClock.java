package io.mediachassis.blade.playout;

/**
 * Ties a stream's program time to the machine's time and to its RTP timestamps. Program time jumps at a seek and
 * machine time runs on in a pause, but play time, from which timestamps come, does neither (RFC 2326 appendix B).
 */
final class StreamClock {
    private static final int TICKS_PER_RTP_TICK = 300;

    private int firstTimestamp;
    private long anchorNs;
    private long anchorTicks;
    private long anchorPlayed;

    /** The timestamp of the packet that is sent first. */
    StreamClock(int firstTimestamp, long startTicks) {
        this.firstTimestamp = firstTimestamp;
        this.anchorTicks = startTicks;
    }

    /** What was due next was at {@code from}; what follows is at {@code to}, at once. */
    void jump(long from, long to) {
        anchorPlayed = played(from);
        anchorTicks = to;
    }

    /** From now on, {@code ticks} is due at {@code nowNs}. */
    void start(long ticks, long nowNs) {
        jump(ticks, ticks);
        anchorNs = nowNs;
    }

    /** Goes on with another engine's time line: {@code ticks} has this timestamp and is due at {@code dueNs}. */
    void continueFrom(int timestamp, long ticks, long dueNs) {
        firstTimestamp = timestamp;
        anchorPlayed = 0;
        anchorTicks = ticks;
        anchorNs = dueNs;
    }

    /** Everything is due that much later. */
    void delay(long ns) {
        anchorNs += ns;
    }

    long ticksAt(long ns) {
        return anchorTicks + (ns - anchorNs) * 27 / 1000;
    }

    long dueNs(long ticks) {
        return anchorNs + (ticks - anchorTicks) * 1000 / 27;
    }

    /** Wraps at 32 bits, as RTP timestamps do. */
    int timestamp(long ticks) {
        return firstTimestamp + (int) Math.floorDiv(played(ticks), TICKS_PER_RTP_TICK);
    }

    private long played(long ticks) {
        return anchorPlayed + ticks - anchorTicks;
    }
}
