package io.mediachassis.blade.engine;

/** What is asked for lies in a segment that this blade does not hold. */
final class Elsewhere extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int segment;

    Elsewhere(String programId, int segment) {
        super("Segment " + segment + " of " + programId + " is not on this blade", null, false, false);
        this.segment = segment;
    }

    int segment() {
        return segment;
    }
}
