package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.DirectorElection.LinkEnd;

/**
 * The guards of {@link DirectorElection}: each closes one way to two directors, or to a false fence. A class that can be
 * extended, so that the simulation takes out one at a time and sees its invariant fail. Pure and without state.
 */
public class ElectionGuards {
    /** A link that its peer closed proves that the process gave up or died; a lost one proves nothing. */
    protected boolean provesDeath(LinkEnd end) {
        return end == LinkEnd.CLOSED_BY_PEER;
    }

    /**
     * An agent that has our epoch and our last promotion on disk and says that it is an engine has refused or given up
     * whatever was ordered before; one that does not may have sent this heartbeat before such an order reaches it.
     */
    protected boolean knowsOrders(Term highest, Term ordered) {
        return !highest.isOlderThan(ordered);
    }

    /** A lease that we or an earlier controller granted may be alive. */
    protected boolean leaseMayBeAlive(long leaseUntilNs, long nowNs) {
        return nowNs - leaseUntilNs < 0;
    }

    /**
     * Whether enough blades may still confirm a caretaker of an earlier term.
     *
     * @param couldConfirm those that may, as {@link BladeTable#couldConfirm} counts them
     * @param majority how many the caretaker needs, at least
     */
    protected boolean caretakerPossible(int couldConfirm, int majority) {
        return couldConfirm >= majority;
    }

    /** Whether a blade's own delay is to be told from the controller's. */
    protected boolean forgives(long tickGapNs, long lateTickNs) {
        return tickGapNs > lateTickNs;
    }
}
