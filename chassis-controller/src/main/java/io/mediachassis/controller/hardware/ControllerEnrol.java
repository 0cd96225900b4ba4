package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.ArbiterStatus;

/**
 * When the other controller is given an enrolment token over the arbiter: each time that it appears in its place, and
 * again at an interval for as long as it has no link (its token may have expired while it was starting). Pure; one
 * thread.
 */
public final class ControllerEnrol {
    private final long intervalNs;
    private boolean present;
    private boolean given;
    private long givenNs;

    /** @param intervalNs between two enrolments that are left for the same controller, in nanoseconds */
    public ControllerEnrol(long intervalNs) {
        this.intervalNs = intervalNs;
    }

    /** Whether to put a token into the arbiter now, by its status and whether the other controller is linked. */
    public boolean onArbiter(ArbiterStatus status, boolean peerLinked, long nowNs) {
        if (!status.getPeerPresent()) {
            present = false;
            given = false;
            return false;
        }
        boolean appeared = !present;
        present = true;
        if (peerLinked) {
            given = false;
            return false;
        }
        if (appeared || !given || nowNs - givenNs >= intervalNs) {
            given = true;
            givenNs = nowNs;
            return true;
        }
        return false;
    }
}
