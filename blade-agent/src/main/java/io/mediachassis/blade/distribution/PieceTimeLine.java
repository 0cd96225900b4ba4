package io.mediachassis.blade.distribution;

import io.mediachassis.blade.playout.TimeLine;

/** Times within a piece, in proportion to its bytes: so short a piece has no rate of its own. Immutable. */
record PieceTimeLine(long startTicks, long endTicks, int bytes) implements TimeLine {
    @Override
    public long timeAt(long offset) {
        return startTicks + (long) ((double) (endTicks - startTicks) * offset / bytes);
    }

    @Override
    public long offsetAt(long ticks) {
        if (ticks <= startTicks) {
            return 0;
        } else if (ticks >= endTicks) {
            return bytes;
        }
        // Rounded up: what is due before that time.
        int all = bytes / Piece.TS;
        long packets = (long) Math.ceil((double) (ticks - startTicks) * all / (endTicks - startTicks));
        return Math.min(bytes, packets * Piece.TS);
    }

    @Override
    public long accessPointAt(long ticks) {
        return 0;
    }
}
