package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.TrickPoint;
import org.jspecify.annotations.Nullable;

/**
 * What a stream plays: the segments of a program in order. Called by the playout thread, so nothing here may block, and
 * {@link #segment} hands out what is already made. A source that grows may be added to at its end only.
 */
public interface PlayoutSource {
    /** Segments that can be played now, at least 1. */
    int segments();

    /**
     * Segment {@code index}, 0 to {@link #segments()} - 1. One of which nothing is here has no bytes available; it is
     * another object once some are.
     */
    PlayoutSegment segment(int index);

    /** The volume's reader, which has its own thread. */
    ChunkReader reader();

    /** False while more segments may come: a stream at the end then waits instead of ending. */
    default boolean complete() {
        return true;
    }

    /** The program's time at a time of this source, where the two differ. */
    default long programTicks(long ticks) {
        return ticks;
    }

    /** Whether the program is over where this source ends. */
    default boolean endsProgram() {
        return true;
    }

    /**
     * Whether sending may stop behind a segment. Where nothing is stored that a console could be given later, a picture
     * is not left half sent.
     */
    default boolean mayStopAfter(int segment) {
        return true;
    }

    /**
     * Whether a stream that is to be given up for another engine is, behind this segment.
     *
     * @param before the first segment not to be sent; {@link PlayoutCommand.Yield#SOON} for where the source can be left
     */
    default boolean yieldsAfter(int segment, int before) {
        return before == segment + 1;
    }

    /** What another engine needs to go on at a time of this source, where it isn't the program itself. */
    default @Nullable TrickPoint trickPoint(long ticks) {
        return null;
    }

    /** Program time at which the last segment ends. */
    default long endTicks() {
        return segment(segments() - 1).timeLine().endTicks();
    }

    /** The segment that holds this time; the first or last one for times outside the program. */
    default int segmentAt(long ticks) {
        int low = 0;
        int high = segments() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segment(middle).timeLine().startTicks() <= ticks) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
