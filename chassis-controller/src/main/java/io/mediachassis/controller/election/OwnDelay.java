package io.mediachassis.controller.election;

/**
 * Tells the controller's own delay from a blade's: what its tick is late by is nobody's silence. Owned by
 * {@link DirectorElection}.
 */
final class OwnDelay {
    private final BladeTable blades;
    private final ElectionGuards guards;
    private final long lateTickNs;
    private long lastTickNs;

    /**
     * @param lateTickNs gap between two ticks above which the controller was late
     * @param nowNs counts as the first tick
     */
    OwnDelay(BladeTable blades, ElectionGuards guards, long lateTickNs, long nowNs) {
        this.blades = blades;
        this.guards = guards;
        this.lateTickNs = lateTickNs;
        this.lastTickNs = nowNs;
    }

    /** A tick; true when it was late, and the time was forgiven to all blades. */
    boolean forgave(long nowNs) {
        long gap = nowNs - lastTickNs;
        lastTickNs = nowNs;
        if (!guards.forgives(gap, lateTickNs)) {
            return false;
        }
        blades.forgive(gap, nowNs);
        return true;
    }
}
