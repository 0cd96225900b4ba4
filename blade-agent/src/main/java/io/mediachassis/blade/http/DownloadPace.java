package io.mediachassis.blade.http;

/**
 * Shares what downloads may send among them: a bucket that fills at that rate. Where nothing is paced beside them they
 * go as fast as their clients read, and this costs one comparison. Any thread.
 */
final class DownloadPace {
    /** When to ask again, ns. */
    static final long RETRY_NS = 5_000_000;
    /** Most that is given at once while there is a limit, so that all have their turn. */
    static final long MOST = 1 << 20;
    /** Less is not worth a call, unless it is all that is left. */
    static final long LEAST = 64 << 10;

    private static final long SECOND_NS = 1_000_000_000;
    private static final long BURST_NS = 50_000_000;

    private final DownloadGate gate;
    private boolean filling;
    private long filledNs;
    private long bytes;

    DownloadPace(DownloadGate gate) {
        this.gate = gate;
    }

    /** How many of the next bytes may go now; 0: ask again in {@link #RETRY_NS}. */
    long take(long wanted, long nowNs) {
        long bps = gate.bps();
        return bps == DownloadGate.UNLIMITED ? wanted : take(wanted, bps, nowNs);
    }

    private synchronized long take(long wanted, long bps, long nowNs) {
        fill(bps, nowNs);
        long given = Math.min(Math.min(wanted, MOST), bytes);
        if (given < Math.min(wanted, LEAST)) {
            return 0;
        }
        bytes -= given;
        return given;
    }

    /** So much went that could not wait. */
    void took(long sent, long nowNs) {
        long bps = gate.bps();
        if (bps != DownloadGate.UNLIMITED) {
            synchronized (this) {
                fill(bps, nowNs);
                bytes = Math.max(-MOST, bytes - sent);
            }
        }
    }

    private void fill(long bps, long nowNs) {
        long most = Math.max(LEAST, bps / 8 * BURST_NS / SECOND_NS);
        long passedNs = Math.min(BURST_NS, nowNs - filledNs);
        bytes = filling ? Math.min(most, bytes + bps / 8 * passedNs / SECOND_NS) : most;
        filling = true;
        filledNs = nowNs;
    }
}
