package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.SegmentIndex;

/** Where the pictures of a program are, as far as it has arrived. Grows at its end only; any thread. */
public interface PictureIndex {
    /** Segments there are now, at least 1. */
    int segments();

    /** Index of a segment, 0 to {@link #segments()} - 1, as far as it is known. */
    SegmentIndex segment(int number);

    /** False while more may come. */
    boolean complete();

    /** Program time at which what is there ends. */
    default long endTicks() {
        return segment(segments() - 1).endTicks();
    }

    /** The segment that holds this time; the first or last one for times outside the program. */
    default int segmentAt(long ticks) {
        int low = 0;
        int high = segments() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segment(middle).startTicks() <= ticks) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
