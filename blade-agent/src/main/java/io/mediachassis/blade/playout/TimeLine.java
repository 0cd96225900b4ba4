package io.mediachassis.blade.playout;

import io.mediachassis.blade.ts.TimePiece;

/**
 * When the bytes of one segment are due. Times are 27 MHz ticks of program time, continuous over the segments of a
 * program; offsets are bytes from the segment's start, multiples of 188. Immutable; any thread; allocates nothing.
 */
public interface TimeLine {
    /** Ticks in a second. */
    long TICKS_PER_SECOND = 27_000_000L;

    /** Program time of the segment's first byte. */
    long startTicks();

    /** Program time at which the next segment starts. */
    long endTicks();

    /** Program time at which the byte at {@code offset} is due; never falls as offsets rise. */
    long timeAt(long offset);

    /**
     * The same for who goes on from packet to packet.
     *
     * @param piece kept by the caller for this time line; brought to where the offset lies
     */
    default long timeAt(long offset, TimePiece piece) {
        return timeAt(offset);
    }

    /** How many bytes of the segment are due before {@code ticks}: 0 up to the start, the length from the end on. */
    long offsetAt(long ticks);

    /** Offset of the last random access point at or before {@code ticks}; 0 when there is none. */
    long accessPointAt(long ticks);
}
