package io.mediachassis.blade.repair;

/**
 * Sequence numbers of 16 bits as a line that never wraps (RFC 3550 appendix A.1): each is taken as the one that is
 * nearest to the highest so far. One thread.
 */
final class SequenceLine {
    // Far from 0, so that packets before the first one have a place too.
    private static final long FIRST_TURN = 1L << 32;

    private long highest = -1;

    boolean started() {
        return highest >= 0;
    }

    /** The highest so far; -1 before the first. */
    long highest() {
        return highest;
    }

    /** The place of a number; the first one starts the line. */
    long place(int sequence) {
        if (highest < 0) {
            return FIRST_TURN | (sequence & 0xffff);
        }
        return highest + (short) (sequence - (int) highest);
    }

    /** A packet was seen at a place. */
    void seen(long place) {
        highest = Math.max(highest, place);
    }

    /** The line starts anew with the next packet. */
    void restart() {
        highest = -1;
    }
}
