package io.mediachassis.blade.anchor;

/**
 * How long a restarted agent waits for others to tell that they send a stream. Each does so once a second; but on a busy
 * machine a link may take seconds to come up, and giving up means to close the console's connection. Pure; one thread.
 */
final class ListeningTime {
    /** Others tell of their streams each second. */
    static final long HEARD_NS = 2_500_000_000L;
    /** Whoever has not been heard by then is not there; a player waits some seconds more for what it asked. */
    static final long MOST_NS = 7_000_000_000L;

    private long unheardNs = Long.MIN_VALUE;

    /**
     * Whether nobody tells of the stream any more.
     *
     * @param allHeard whether all blades that are there have told what they hold
     * @param sinceNs when this stream began to be waited for
     */
    boolean over(boolean allHeard, long sinceNs, long nowNs) {
        if (!allHeard) {
            unheardNs = nowNs;
        }
        boolean heardLongEnough = unheardNs == Long.MIN_VALUE || nowNs - unheardNs >= HEARD_NS;
        return (heardLongEnough && nowNs - sinceNs >= HEARD_NS) || nowNs - sinceNs >= MOST_NS;
    }
}
