package io.mediachassis.blade.http;

/**
 * Says when a client has made us wait too long. Times are a monotonic clock's, in ns. Pure; one thread.
 *
 * <pre>
 *   WAITING --head--> SENDING --answered--> WAITING     WAITING: idle, or a head that comes too slowly
 *   WAITING --head--> TAKING ---answered--> WAITING     SENDING: nobody reads   TAKING: nothing comes
 * </pre>
 */
final class ConnectionTimes {
    /** What the connection does now; HELD waits for the desk, which is not the client's fault. */
    enum Phase { WAITING, SENDING, TAKING, HELD }

    /** What is to be done about it. */
    enum Verdict { KEEP, IDLE, SLOW_HEAD, STALLED }

    /** Less than this in a whole time of stalling is no reading: it would hold a connection for days. */
    static final long LEAST_PROGRESS = 16 << 10;

    private static final long NONE = Long.MIN_VALUE;

    private final long idleNs;
    private final long headNs;
    private final long stalledNs;
    private long heardNs;
    private boolean asked;
    private long headSinceNs = NONE;
    private long sinceNs;
    private long sentMark;

    ConnectionTimes(long idleNs, long headNs, long stalledNs, long nowNs) {
        this.idleNs = idleNs;
        this.headNs = headNs;
        this.stalledNs = stalledNs;
        this.heardNs = nowNs;
        this.sinceNs = nowNs;
    }

    /** How often to {@link #check}, ms: every limit is kept to a quarter of itself. */
    long periodMs() {
        return Math.max(1, Math.min(idleNs, Math.min(headNs, stalledNs)) / 4_000_000);
    }

    /** Bytes came. The first of a head start its time, which further ones don't prolong. */
    void received(long nowNs) {
        heardNs = nowNs;
        if (headSinceNs == NONE) {
            headSinceNs = nowNs;
        }
    }

    /** A head is whole. */
    void head(long nowNs) {
        headSinceNs = NONE;
        asked = true;
        sinceNs = nowNs;
    }

    /** An answer is out; what came meanwhile of the next head has its full time from now. */
    void answered(long nowNs) {
        heardNs = nowNs;
        if (headSinceNs != NONE) {
            headSinceNs = nowNs;
        }
    }

    /** @param sentBytes of all answers so far that the system has taken */
    Verdict check(long nowNs, Phase phase, long sentBytes) {
        if (sentBytes - sentMark >= LEAST_PROGRESS) {
            sentMark = sentBytes;
            sinceNs = nowNs;
        }
        return switch (phase) {
            case WAITING -> headSinceNs != NONE && nowNs - headSinceNs >= headNs
                    ? Verdict.SLOW_HEAD
                    : nowNs - heardNs >= (asked ? idleNs : Math.min(idleNs, headNs)) ? Verdict.IDLE : Verdict.KEEP;
            case TAKING -> nowNs - heardNs >= idleNs ? Verdict.IDLE : Verdict.KEEP;
            case SENDING -> nowNs - sinceNs >= stalledNs ? Verdict.STALLED : Verdict.KEEP;
            case HELD -> {
                heardNs = nowNs;
                yield Verdict.KEEP;
            }
        };
    }
}
