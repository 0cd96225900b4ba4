package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import java.util.List;

/**
 * What is on the disk of a program that is being taken in: its first segments, each whole. It may still be given up.
 * Immutable.
 *
 * @param soFar the manifest that it would have if it ended here; its segments are those of the final one, of which it
 *     is the beginning
 * @param video it has a video stream
 * @param segments from the first on, at least one
 * @param indexes of these segments
 */
public record GrowingProgram(
        Manifest soFar, boolean video, List<Segment> segments, List<SegmentIndex> indexes) {
    public GrowingProgram {
        segments = List.copyOf(segments);
        indexes = List.copyOf(indexes);
    }

    public String id() {
        return soFar.id();
    }

    /** When it began, as its manifest will have it. */
    public long createdEpochMs() {
        return soFar.createdEpochMs();
    }
}
