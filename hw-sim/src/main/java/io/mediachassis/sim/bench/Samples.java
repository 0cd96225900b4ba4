package io.mediachassis.sim.bench;

import java.util.Arrays;

/** Measured values in order. Immutable. */
public final class Samples {
    private final double[] sorted;

    /** @param values at least one */
    public Samples(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values were measured");
        }
        this.sorted = values.clone();
        Arrays.sort(sorted);
    }

    /**
     * By nearest rank: the smallest measured value that so many percent of all do not exceed. Of 100 values the 99th
     * percentile is the second largest; of fewer than 100 it is the largest.
     *
     * @param percent above 0, to 100
     */
    public double percentile(double percent) {
        if (!(percent > 0) || percent > 100) {
            throw new IllegalArgumentException("a percentile is above 0 and to 100, not " + percent);
        }
        int rank = (int) Math.ceil(percent * sorted.length / 100);
        return sorted[rank - 1];
    }

    /** The middle value, or the mean of the two in the middle. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    public int count() {
        return sorted.length;
    }
}
