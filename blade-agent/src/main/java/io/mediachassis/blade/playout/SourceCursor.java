package io.mediachassis.blade.playout;

import io.mediachassis.blade.ts.TimePiece;

/** A place in a source: segment and byte. The playout thread's. */
final class SourceCursor {
    private final PlayoutSource source;
    private int segment;
    private PlayoutSegment current;
    private long offset;
    private final TimePiece piece = new TimePiece();

    SourceCursor(PlayoutSource source) {
        this.source = source;
        this.current = source.segment(0);
    }

    /**
     * Goes to the random access point at or before a time.
     *
     * @return whether PAT and PMT have to be sent first, since they lie before that point
     */
    boolean seek(long ticks) {
        moveTo(source.segmentAt(ticks));
        long access = current.timeLine().accessPointAt(ticks);
        // A point right behind PAT and PMT: the segment's start is as good and brings them along.
        offset = access <= DuePackets.PAYLOAD ? 0 : access;
        return offset > 0;
    }

    /**
     * Goes to the last random access point that lies behind this place, at or before a time, and is here.
     *
     * @return false when there is none; then it stays where it is
     */
    boolean skip(long ticks) {
        for (int to = source.segmentAt(ticks); to >= segment; to--) {
            PlayoutSegment candidate = source.segment(to);
            long access = candidate.timeLine().accessPointAt(ticks);
            long at = access <= DuePackets.PAYLOAD ? 0 : access;
            if ((to > segment || at > offset) && candidate.available().bytes() > at) {
                moveTo(to);
                offset = at;
                return true;
            }
        }
        return false;
    }

    /** Goes to exactly this time: another engine has sent all that lies before it. */
    void continueAt(long ticks) {
        moveTo(source.segmentAt(ticks));
        offset = current.timeLine().offsetAt(ticks);
        // Both ways are rounded down, so a packet that is due just then may seem to come later; what is due with
        // the segment's first packet was not.
        while (ticks > current.timeLine().startTicks() && offset + PlayoutSegment.TS_PACKET < current.length()
                && current.timeLine().timeAt(offset + PlayoutSegment.TS_PACKET) <= ticks) {
            offset += PlayoutSegment.TS_PACKET;
        }
    }

    /** Goes to that byte of a segment. */
    void goTo(int newSegment, long newOffset) {
        moveTo(newSegment);
        offset = newOffset;
    }

    /** Whether something of the next segment can be read. */
    boolean nextThere() {
        return source.segment(segment + 1).available().bytes() > 0;
    }

    private void moveTo(int newSegment) {
        segment = newSegment;
        current = source.segment(newSegment);
        offset = 0;
        piece.clear();
    }

    boolean atLastSegment() {
        return segment + 1 >= source.segments();
    }

    void nextSegment() {
        moveTo(segment + 1);
    }

    void advance(int bytes) {
        offset += bytes;
    }

    int segment() {
        return segment;
    }

    PlayoutSegment current() {
        return current;
    }

    long offset() {
        return offset;
    }

    /** Program time at which the next byte is due. */
    long ticks() {
        return current.timeLine().timeAt(offset, piece);
    }
}
