package io.mediachassis.blade.engine;

/**
 * Whether a source gives so little that it is to be left: over each so many seconds of waiting for its bytes it must give as
 * much as its program is played at. What the engine itself takes for a disk or a limited rate is not the source's time. Pure;
 * one thread, one connection.
 */
final class LeastRate {
    private static final long SECOND = 1_000_000_000L;
    /** Looked at together. */
    static final long WINDOW_NS = 20 * SECOND;
    /** So many slow ones in a row are borne where there is no other source. */
    private static final int BORNE = 3;
    /** Of a program whose bit rate is not known; and of one that nobody waits for. */
    static final long LITTLE_BPS = 256_000;

    private final double bytesPerWindow;
    private long waitedNs;
    private long bytes;
    private int slow;

    private LeastRate(long bitsPerSecond) {
        bytesPerWindow = (double) bitsPerSecond / 8 * (WINDOW_NS / SECOND);
    }

    /** No rate is too low, as within the station. */
    static LeastRate none() {
        return new LeastRate(0);
    }

    /**
     * For a program.
     *
     * @param bitRate at which it is played; 0: not known
     * @param planned nobody waits for it, so that a slow way is better than none
     */
    static LeastRate of(long bitRate, boolean planned) {
        return new LeastRate(bitRate <= 0 ? LITTLE_BPS : planned ? Math.min(bitRate, LITTLE_BPS) : bitRate);
    }

    /**
     * Some more bytes came.
     *
     * @param ns that were waited for them
     * @param others whether another source could be asked
     * @return whether this one is to be left
     */
    boolean tooSlow(long more, long ns, boolean others) {
        bytes += more;
        waitedNs += ns;
        if (waitedNs < WINDOW_NS) {
            return false;
        }
        slow = (double) bytes * WINDOW_NS / waitedNs < bytesPerWindow ? slow + 1 : 0;
        waitedNs = 0;
        bytes = 0;
        return slow >= (others ? 1 : BORNE);
    }
}
