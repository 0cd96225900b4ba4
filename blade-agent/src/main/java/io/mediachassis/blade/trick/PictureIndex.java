package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.SegmentIndex;

/**
 * Where the pictures of a program are, as far as it is here: a run of segments, of which the last may still arrive. Grows
 * at its ends only; any thread.
 */
public interface PictureIndex {
    /** One more than the number of the last segment of the run. */
    int segments();

    /** Number of the run's first segment. */
    default int first() {
        return 0;
    }

    /** Index of a segment, {@link #first()} to {@link #segments()} - 1, as far as it is known. */
    SegmentIndex segment(int number);

    /** How many of a segment's random access points, from its start, can be read with all of their picture. */
    default int pictures(int number) {
        return segment(number).randomAccessPoints();
    }

    /** Bytes of a segment that can be read, from its start. */
    default long available(int number) {
        return segment(number).bytes();
    }

    /** Whether the program ends where the run does; false while more may come. */
    boolean complete();

    /** Whether the program goes on beyond the run, that way, in a segment of which nothing is here. */
    default boolean goesOnElsewhere(boolean forward) {
        return false;
    }

    /** Program time at which the run starts. */
    default long startTicks() {
        return segment(first()).startTicks();
    }

    /** Program time at which what is there ends. */
    default long endTicks() {
        return segment(segments() - 1).endTicks();
    }

    /** The segment that holds this time; the first or last one for times outside the run. */
    default int segmentAt(long ticks) {
        int low = first();
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
