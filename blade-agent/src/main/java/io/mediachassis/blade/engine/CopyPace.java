package io.mediachassis.blade.engine;

/**
 * Keeps the copies that come to this blade to a rate between them, so that streams have the rest of the network. Pure;
 * any thread.
 */
final class CopyPace {
    private static final double NS_PER_SECOND = 1e9;

    private final long bitsPerSecond;
    private long freeAtNs;
    private boolean started;

    /** @param bitsPerSecond 0: as fast as it goes */
    CopyPace(long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    /** These bytes have come. Nanoseconds to wait before the next are read, 0 or more. */
    synchronized long onBytes(long bytes, long nowNs) {
        if (bitsPerSecond == 0) {
            return 0;
        }
        if (!started || freeAtNs - nowNs < 0) {
            started = true;
            freeAtNs = nowNs;
        }
        freeAtNs += (long) (bytes * 8 * NS_PER_SECOND / bitsPerSecond);
        return freeAtNs - nowNs;
    }

    /** Whether there is a rate to keep to. */
    boolean limits() {
        return bitsPerSecond > 0;
    }
}
