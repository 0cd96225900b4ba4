package io.mediachassis.blade.playout;

/**
 * Figures of a playout thread.
 *
 * @param tickNs how often what is due is sent for one stream, 1 to 20 ms; the longer, the fuller are the messages that
 *     the kernel segments
 * @param leadNs how far ahead of real time a stream runs, which is also the burst at its start; 0 to 500 ms
 * @param maxBehindNs a UDP stream later than this moves its time line instead of catching up; 50 ms to 10 s
 * @param drainNs from the last packet's time to the end being told, so that a BYE can't overtake it; 0 to 2 s
 * @param skipBehindNs an interleaved stream later than this goes on at a later random access point; 100 ms to 60 s
 * @param unreadNs an interleaved stream of which the connection takes nothing for so long ends; 100 ms to 10 min
 * @param maxStreams streams that may be open, at least 1
 * @param commandLimit commands that may wait, at least 2
 */
public record PlayoutSettings(
        long tickNs, long leadNs, long maxBehindNs, long drainNs, long skipBehindNs, long unreadNs, int maxStreams,
        int commandLimit) {
    private static final long MS = 1_000_000;

    /** Up to this long a tick works all streams at once. */
    static final long WHOLE_TICK_NS = 10 * MS;
    private static final long HAND_OVER_LEAD_TICKS = 3 * TimeLine.TICKS_PER_SECOND;

    public PlayoutSettings {
        check("tick", tickNs, 1 * MS, 20 * MS);
        check("lead", leadNs, 0, 500 * MS);
        check("greatest lateness", maxBehindNs, 50 * MS, 10_000 * MS);
        check("drain", drainNs, 0, 2_000 * MS);
        check("lateness at which is skipped", skipBehindNs, 100 * MS, 60_000 * MS);
        check("time unread", unreadNs, 100 * MS, 600_000 * MS);
        check("streams", maxStreams, 1, 100_000);
        check("commands", commandLimit, 2, 1 << 20);
    }

    /** Those of interleaved streams by default: 5 s and 30 s. */
    public PlayoutSettings(
            long tickNs, long leadNs, long maxBehindNs, long drainNs, int maxStreams, int commandLimit) {
        this(tickNs, leadNs, maxBehindNs, drainNs, 5_000 * MS, 30_000 * MS, maxStreams, commandLimit);
    }

    /** How long before a segment's end its successor is asked for: time for two questions and a disk. */
    long handOverLeadTicks() {
        return HAND_OVER_LEAD_TICKS;
    }

    private static void check(String what, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException("playout: " + what + " must be " + low + " to " + high + ", is "
                    + value);
        }
    }

    /** 10 ms ticks, 20 ms ahead, 500 ms behind at most, 200 ms drain, 4096 commands. */
    public static PlayoutSettings defaults(int maxStreams) {
        return new PlayoutSettings(10 * MS, 20 * MS, 500 * MS, 200 * MS, maxStreams, 4096);
    }
}
