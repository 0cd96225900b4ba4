package io.mediachassis.blade.playout;

/**
 * What a volume does next: stream reads by their deadlines, writing and scrubbing in what is left. Pure.
 *
 * <p>Other work goes first when no read waits, when the most urgent read has time, or when it has waited so long that it
 * would starve; at most one piece of it at a time while reads wait.
 */
final class DiskSchedule {
    /** A read whose deadline is further away loses nothing by one write before it. */
    static final long SLACK_NS = 250_000_000L;
    /** Other work waits at most so long: with pieces of 1 MiB a volume always writes some MB/s. */
    static final long STARVED_NS = 100_000_000L;

    private DiskSchedule() {}

    /** What is to be taken from its queue next. */
    enum Next { READ, OTHER, NOTHING }

    /**
     * Decides.
     *
     * @param deadlineNs of the most urgent read, {@link Long#MAX_VALUE} when none waits
     * @param otherSinceNs since when the oldest other piece waits, {@link Long#MAX_VALUE} when none does
     * @param othersRunning pieces of other work that other threads of the volume do now
     */
    static Next next(long nowNs, long deadlineNs, long otherSinceNs, int othersRunning) {
        boolean read = deadlineNs != Long.MAX_VALUE;
        boolean other = otherSinceNs != Long.MAX_VALUE;
        if (!read || !other) {
            return read ? Next.READ : other ? Next.OTHER : Next.NOTHING;
        }
        boolean time = deadlineNs - nowNs > SLACK_NS || nowNs - otherSinceNs > STARVED_NS;
        return othersRunning == 0 && time ? Next.OTHER : Next.READ;
    }
}
