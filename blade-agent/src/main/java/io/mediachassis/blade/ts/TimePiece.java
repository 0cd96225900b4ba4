package io.mediachassis.blade.ts;

/**
 * The straight piece of a segment's time line that lies between two marks. Who goes through a segment packet by packet
 * keeps one, and looks a mark up only where it leaves the piece. One thread.
 */
public final class TimePiece {
    private long fromOffset;
    private long toOffset;
    private long fromTicks;
    private long toTicks;

    /** From here to there; times in between are in proportion. */
    public void set(long newFromOffset, long newToOffset, long newFromTicks, long newToTicks) {
        fromOffset = newFromOffset;
        toOffset = newToOffset;
        fromTicks = newFromTicks;
        toTicks = newToTicks;
    }

    /** It holds nothing. */
    public void clear() {
        toOffset = fromOffset;
    }

    public boolean holds(long offset) {
        return offset >= fromOffset && offset < toOffset;
    }

    /** Program time of an offset that it holds. */
    public long timeAt(long offset) {
        return fromTicks + (long) ((double) (toTicks - fromTicks) * (offset - fromOffset) / (toOffset - fromOffset));
    }
}
