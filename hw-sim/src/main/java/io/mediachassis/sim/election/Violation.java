package io.mediachassis.sim.election;

/** An invariant was broken; ends the run. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;
    private final String text;

    Violation(String invariant, String text) {
        super(invariant + ": " + text, null, false, false);
        this.invariant = invariant;
        this.text = text;
    }

    /** What happened. */
    public String text() {
        return invariant + ": " + text;
    }

    /** I1 to I5. */
    public String invariant() {
        return invariant;
    }
}
