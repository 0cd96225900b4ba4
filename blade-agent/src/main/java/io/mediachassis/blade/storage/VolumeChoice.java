package io.mediachassis.blade.storage;

import java.util.List;

/** Which volume gets the next segment: by free space, as long as none has much more to write than others. Pure. */
final class VolumeChoice {
    /** A segment being written counts as so much of the free space taken: writes spread over idle disks first. */
    private static final double PER_WRITER = 0.5;

    private VolumeChoice() {}

    /** A volume as it is now: bytes free beside the reserve, segments being written to it, whether it is in use. */
    record Candidate(long freeBytes, int writing, boolean inUse) {}

    /** Index of the volume for a segment of {@code bytes}; -1 when it fits on none. */
    static int of(List<Candidate> volumes, long bytes) {
        int best = -1;
        double bestWeight = -1;
        for (int i = 0; i < volumes.size(); i++) {
            Candidate c = volumes.get(i);
            double weight = c.freeBytes() * Math.pow(PER_WRITER, c.writing());
            if (c.inUse() && c.freeBytes() >= bytes && weight > bestWeight) {
                best = i;
                bestWeight = weight;
            }
        }
        return best;
    }
}
