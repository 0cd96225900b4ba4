package io.mediachassis.blade.playout;

/** How far a stream is sent in one tick: what falls due before the next, and no faster where it has to catch up. */
final class Pacer {
    private final StreamClock clock;
    private final PlayoutSettings settings;
    private final boolean gentle;
    private boolean fresh;
    private long startedNs;
    private long workedNs;

    /** @param gentle whether catching up has to be gentle, since nothing but this bounds how fast packets leave */
    Pacer(StreamClock clock, PlayoutSettings settings, boolean gentle) {
        this.clock = clock;
        this.settings = settings;
        this.gentle = gentle;
    }

    /** Sending starts in this tick, with a burst. */
    void start(long nowNs) {
        startedNs = nowNs;
        fresh = true;
    }

    /** Sending starts in this tick, without a burst: what is late already is caught up with gently. */
    void join(long nowNs) {
        startedNs = nowNs;
        workedNs = nowNs - settings.tickNs();
        fresh = false;
    }

    long startedNs() {
        return startedNs;
    }

    /** Whether the stream is so late that catching up would take too long. */
    boolean farBehind(long nextTicks, long nowNs) {
        return gentle && !fresh && behindNs(nextTicks, nowNs) > settings.maxBehindNs();
    }

    /** Moves the time line: what is next is due now. */
    void slip(long nextTicks, long nowNs) {
        clock.delay(behindNs(nextTicks, nowNs));
        fresh = true;
    }

    /** Up to which program time to send in this tick. */
    long target(long nextTicks, long nowNs) {
        long target = clock.ticksAt(nowNs + settings.tickNs() + settings.leadNs());
        // No more than twice the speed, or catching up would overrun the console's buffer.
        long limit = fresh || !gentle ? target : nextTicks + 2 * clock.ticksIn(nowNs - workedNs);
        fresh = false;
        workedNs = nowNs;
        return Math.min(target, limit);
    }

    /** How late what is next is, for when it should leave. */
    long behindNs(long nextTicks, long nowNs) {
        return nowNs - (clock.dueNs(nextTicks) - settings.leadNs());
    }
}
