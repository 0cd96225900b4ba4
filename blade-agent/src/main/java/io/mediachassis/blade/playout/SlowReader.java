package io.mediachassis.blade.playout;

/**
 * What becomes of a stream whose connection takes less than is due. Far behind, it goes on at a later random access
 * point: a console that reads too slowly is shown less, but not ever older pictures, and is never sent all that it
 * missed at once. One that takes nothing at all is given up, or it would keep its place for ever. The playout thread's.
 */
final class SlowReader {
    private final long skipBehindNs;
    private final long unreadNs;
    private boolean unread;
    private long unreadSinceNs;

    /** What is to be done about it. */
    enum Verdict { GOES_ON, SKIPS, GIVEN_UP }

    /**
     * @param skipBehindNs how far behind its time the stream goes on at a later point
     * @param unreadNs how long it takes nothing until it is given up
     */
    SlowReader(long skipBehindNs, long unreadNs) {
        this.skipBehindNs = skipBehindNs;
        this.unreadNs = unreadNs;
    }

    /**
     * A tick is through.
     *
     * @param sentPackets that the connection took in it
     * @param held whether it would not take more
     * @param behindNs how late the next packet is
     */
    Verdict tick(int sentPackets, boolean held, long behindNs, long nowNs) {
        if (!held || sentPackets > 0) {
            unread = false;
        } else if (!unread) {
            unread = true;
            unreadSinceNs = nowNs;
        }
        if (unread && nowNs - unreadSinceNs >= unreadNs) {
            return Verdict.GIVEN_UP;
        }
        return held && behindNs > skipBehindNs ? Verdict.SKIPS : Verdict.GOES_ON;
    }
}
