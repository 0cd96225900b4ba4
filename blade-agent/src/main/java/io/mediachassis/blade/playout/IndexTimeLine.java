package io.mediachassis.blade.playout;

import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TimePiece;

/** The time line of a segment by its index. */
public record IndexTimeLine(SegmentIndex index) implements TimeLine {
    @Override
    public long startTicks() {
        return index.startTicks();
    }

    @Override
    public long endTicks() {
        return index.endTicks();
    }

    @Override
    public long timeAt(long offset) {
        return index.timeAt(offset);
    }

    @Override
    public long timeAt(long offset, TimePiece piece) {
        if (offset <= 0 || offset >= index.bytes()) {
            return index.timeAt(offset);
        }
        if (!piece.holds(offset)) {
            index.pieceAt(offset, piece);
        }
        return piece.timeAt(offset);
    }

    @Override
    public long offsetAt(long ticks) {
        return index.offsetAt(ticks);
    }

    @Override
    public long accessPointAt(long ticks) {
        int point = index.randomAccessAtOrBefore(ticks);
        return point < 0 ? 0 : index.randomAccessOffset(point);
    }
}
