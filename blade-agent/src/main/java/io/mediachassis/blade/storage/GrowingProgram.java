package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import java.util.List;

/**
 * What is on the disk of a program that is being taken in: its first segments, each whole. It may still be given up.
 * Immutable.
 *
 * @param createdEpochMs when it began, as its manifest will have it
 * @param video it has a video stream
 * @param segments from the first on, at least one
 * @param indexes of these segments
 */
public record GrowingProgram(
        String id, long createdEpochMs, boolean video, List<Segment> segments, List<SegmentIndex> indexes) {
    public GrowingProgram {
        segments = List.copyOf(segments);
        indexes = List.copyOf(indexes);
    }
}
