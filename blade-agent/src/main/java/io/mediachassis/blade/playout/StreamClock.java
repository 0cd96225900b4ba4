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
    private double speed = 1;

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

    /** Program time passes that much faster than the machine's, from the next {@link #start} on. */
    void speed(double newSpeed) {
        speed = newSpeed;
    }

    double speed() {
        return speed;
    }

    /** Program time that passes in that much of the machine's. */
    long ticksIn(long ns) {
        long ticks = ns * 27 / 1000;
        return speed == 1 ? ticks : (long) (ticks * speed);
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
        return anchorTicks + ticksIn(ns - anchorNs);
    }

    long dueNs(long ticks) {
        long ns = (ticks - anchorTicks) * 1000 / 27;
        return anchorNs + (speed == 1 ? ns : (long) (ns / speed));
    }

    /** Wraps at 32 bits, as RTP timestamps do. */
    int timestamp(long ticks) {
        return firstTimestamp + (int) Math.floorDiv(played(ticks), TICKS_PER_RTP_TICK);
    }

    private long played(long ticks) {
        return anchorPlayed + ticks - anchorTicks;
    }
}
