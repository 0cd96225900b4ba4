package io.mediachassis.snmp.daemon;

/**
 * Decides when to answer at the management address. It goes by snapshots alone, which come each second: when none has
 * come for the hold time, the controller is gone, hung or cut off, and the other one may be active.
 *
 * <pre>
 *             active snapshot                          bind failed
 *   RELEASED -----------------> Serve(epoch) --------------------------> RELEASED, again after 1 s
 *             standby snapshot, or none for the hold time
 *   SERVING  --------------------------------------------> Release
 *             active snapshot of another epoch
 *   SERVING  --------------------------------------------> Restart(epoch)
 * </pre>
 *
 * <p>Pure, one thread.
 */
public final class Activation {
    private static final long RETRY_NS = 1_000_000_000L;

    private final long holdNs;
    private boolean known;
    private boolean active;
    private long epoch;
    private long newsNs;
    private boolean serving;
    private long servingEpoch;
    private boolean failed;
    private long failedNs;

    /** What to do now. */
    public sealed interface Action {
        /** Nothing. */
        record Stay() implements Action {}

        /** Take the address; report back with {@link #served} or {@link #bindFailed}. */
        record Serve(long epoch) implements Action {}

        /** Give it up and take it again: the controller has become active anew. */
        record Restart(long epoch) implements Action {}

        /** Give it up. */
        record Release(String why) implements Action {}
    }

    /**
     * @param holdNs how long to keep the address without a snapshot, in nanoseconds
     */
    public Activation(long holdNs) {
        this.holdNs = holdNs;
    }

    /** A snapshot has come. */
    public void snapshot(boolean nowActive, long nowEpoch, long nowNs) {
        known = true;
        active = nowActive;
        epoch = nowEpoch;
        newsNs = nowNs;
    }

    /** What to do at this time; asked after each snapshot and at least four times a second. */
    public Action decide(long nowNs) {
        boolean fresh = known && nowNs - newsNs <= holdNs;
        if (serving) {
            if (!fresh) {
                serving = false;
                return new Action.Release("no news of the controller for " + holdNs / 1_000_000 + " ms");
            }
            if (!active) {
                serving = false;
                return new Action.Release("the controller is not active any more");
            }
            if (epoch != servingEpoch) {
                serving = false;
                return new Action.Restart(epoch);
            }
            return new Action.Stay();
        }
        if (fresh && active && (!failed || nowNs - failedNs >= RETRY_NS)) {
            return new Action.Serve(epoch);
        }
        return new Action.Stay();
    }

    /** The address is taken. */
    public void served(long ofEpoch) {
        serving = true;
        servingEpoch = ofEpoch;
        failed = false;
    }

    /** It could not be, or the socket has failed since. */
    public void bindFailed(long nowNs) {
        serving = false;
        failed = true;
        failedNs = nowNs;
    }
}
