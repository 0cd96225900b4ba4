package io.mediachassis.sim.wire;

/**
 * How bad a wire is. Each is a probability, 0..1.
 *
 * @param dropByte that a byte vanishes
 * @param flipByte that one bit of a byte turns over
 * @param duplicateBurst that what a talker said is heard a second time
 * @param delayBurst that what a talker said comes late
 * @param maxDelayNs the longest such delay, nanoseconds
 */
public record LineFaults(
        double dropByte, double flipByte, double duplicateBurst, double delayBurst, long maxDelayNs) {
    /** A good wire. */
    public static final LineFaults NONE = new LineFaults(0, 0, 0, 0, 0);

    public LineFaults {
        for (double p : new double[] {dropByte, flipByte, duplicateBurst, delayBurst}) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("not a probability: " + p);
            }
        }
        if (maxDelayNs < 0) {
            throw new IllegalArgumentException("delay below 0");
        }
    }
}
