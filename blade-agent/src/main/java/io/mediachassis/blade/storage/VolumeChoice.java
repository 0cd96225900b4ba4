package io.mediachassis.blade.storage;

import java.util.List;

/** Which volume gets the next segment: by free space and what is being written; among equals they take turns. Pure. */
final class VolumeChoice {
    /** A segment being written counts as so much of the free space taken: writes spread over idle disks first. */
    private static final double PER_WRITER = 0.5;

    private VolumeChoice() {}

    /** Weights this close are equal. */
    private static final double EQUAL = 0.02;

    /**
     * A volume as it is now.
     *
     * @param freeBytes beside the reserve
     * @param writing segments being written to it
     * @param placed segments put there since the start
     */
    record Candidate(long freeBytes, int writing, long placed, boolean inUse) {}

    /** Index of the volume for a segment of {@code bytes}; -1 when it fits on none. */
    static int of(List<Candidate> volumes, long bytes) {
        int best = -1;
        double bestWeight = -1;
        for (int i = 0; i < volumes.size(); i++) {
            Candidate c = volumes.get(i);
            double weight = c.freeBytes() * Math.pow(PER_WRITER, c.writing());
            boolean fits = c.inUse() && c.freeBytes() >= bytes;
            if (fits && (best < 0 || better(weight, c, bestWeight, volumes.get(best)))) {
                best = i;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static boolean better(double weight, Candidate c, double bestWeight, Candidate best) {
        return weight > bestWeight * (1 + EQUAL)
                || (weight >= bestWeight * (1 - EQUAL) && c.placed() < best.placed());
    }
}
