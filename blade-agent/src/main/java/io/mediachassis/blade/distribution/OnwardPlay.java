package io.mediachassis.blade.distribution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plays of one onward stream: play k begins its offset and k times the input's length behind the input's first packet,
 * whatever has come until then. All of it follows from the pieces and the time, so a restart goes on where the stream has
 * to be by then. Pure; one thread.
 *
 * <pre>
 *             its start is near           input over, its length has passed       another loop
 *   WAITING -------------------> SENDING ----------------------------------> OVER -------------> WAITING
 * </pre>
 */
final class OnwardPlay {
    /** Before a play's start: for the disk. */
    private static final long LEAD_NS = 400_000_000L;
    /** After its end: for what is late. */
    private static final long GRACE_NS = 1_000_000_000L;

    /** However short the input is. */
    private static final long LEAST_LENGTH_NS = 1_000_000_000L;

    /** What is to be done. */
    sealed interface Action {
        /** Which play. */
        int play();

        /**
         * Begins to send a play.
         *
         * @param packet of that piece, 7 transport packets each
         * @param number RTP sequence number less the stream's first
         * @param timestamp RTP timestamp of the input's first packet, less the stream's first
         * @param ticks time in the input near that packet's
         * @param dueNs when that is due
         */
        record Open(int play, int piece, long packet, int endPiece, long number, long timestamp, long ticks, long dueNs,
                long startNs, boolean marked) implements Action {}

        /** More has come. */
        record Follow(int play, int endPiece, long ticks, long dueNs) implements Action {}

        /** A play is over. */
        record Close(int play) implements Action {}
    }

    private final Onward onward;
    private final long offsetNs;
    private int play;
    private @Nullable Integer open;
    private int sentUpTo;
    private int closing = -1;
    private volatile boolean over;

    /** @param leastOffsetMs what the store takes: with a smaller offset the stream begins then */
    OnwardPlay(Onward onward, long leastOffsetMs) {
        this.onward = onward;
        this.offsetNs = Math.max(leastOffsetMs, onward.offsetMs()) * 1_000_000;
    }

    Onward onward() {
        return onward;
    }

    long offsetNs() {
        return offsetNs;
    }

    boolean over() {
        return over;
    }

    boolean sending() {
        return open != null;
    }

    /** Plays begun. */
    int plays() {
        return open == null ? play : play + 1;
    }

    /** Time in the input before which it needs nothing any more; 0 while it may begin again. */
    long neededFrom(long nowNs, long epochNs) {
        if (over) {
            return Long.MAX_VALUE;
        }
        return onward.loops() != 0 ? 0 : Math.max(0, ticks(nowNs - epochNs - offsetNs));
    }

    private static long ticks(long ns) {
        return ns / 1000 * 27;
    }

    private static long ns(long ticks) {
        return ticks / 27 * 1000 + ticks % 27 * 1000 / 27;
    }

    /**
     * What to do now.
     *
     * @param ended no more pieces come
     * @param epochNs when the input's first packet came
     */
    List<Action> step(PieceShelf pieces, boolean ended, long nowNs, long epochNs) {
        List<Action> actions = new ArrayList<>(2);
        if (over || pieces.isEmpty()) {
            over |= ended && pieces.isEmpty();
            return actions;
        }
        long lengthNs = Math.max(LEAST_LENGTH_NS, ns(pieces.endTicks()));
        closePassed(ended, nowNs, epochNs, lengthNs, actions);
        if (open == null && !over) {
            begin(pieces, ended, nowNs, epochNs, lengthNs, actions);
        } else if (open != null) {
            goOn(pieces, ended, nowNs, epochNs, lengthNs, actions);
        }
        return actions;
    }

    private void closePassed(boolean ended, long nowNs, long epochNs, long lengthNs, List<Action> actions) {
        if (closing >= 0 && nowNs - startNs(closing, epochNs, lengthNs) >= lengthNs + GRACE_NS) {
            actions.add(new Action.Close(closing));
            closing = -1;
            over = ended && !onward.plays(play);
        }
    }

    private long startNs(int ofPlay, long epochNs, long lengthNs) {
        return epochNs + offsetNs + ofPlay * lengthNs;
    }

    private void goOn(PieceShelf pieces, boolean ended, long nowNs, long epochNs, long lengthNs, List<Action> actions) {
        long startNs = startNs(play, epochNs, lengthNs);
        if (pieces.end() > sentUpTo) {
            sentUpTo = pieces.end();
            actions.add(new Action.Follow(play, sentUpTo, ticks(nowNs - startNs), startNs + ns(ticks(nowNs - startNs))));
        }
        if (ended && nowNs - startNs >= lengthNs - LEAD_NS) {
            // The next play may begin before this one is closed.
            if (closing >= 0) {
                actions.add(new Action.Close(closing));
            }
            closing = play;
            play++;
            open = null;
            if (onward.plays(play)) {
                begin(pieces, true, nowNs, epochNs, lengthNs, actions);
            }
        }
    }

    private void begin(
            PieceShelf pieces, boolean ended, long nowNs, long epochNs, long lengthNs, List<Action> actions) {
        if (ended) {
            // After a restart plays may have passed.
            long passed = (nowNs - epochNs - offsetNs) / lengthNs;
            if (passed > play && closing < 0) {
                play = (int) Math.min(passed, Integer.MAX_VALUE / 2);
            }
        }
        if (!onward.plays(play)) {
            over = closing < 0;
            return;
        }
        long startNs = startNs(play, epochNs, lengthNs);
        if (nowNs - startNs < -LEAD_NS) {
            return;
        }
        long at = Math.max(0, ticks(nowNs - startNs));
        int piece = Math.max(pieces.first(), pieces.segmentAt(at));
        Piece there = pieces.piece(piece);
        long offset = new PieceTimeLine(there.startTicks(), there.endTicks(), there.bytes()).offsetAt(at);
        long packet = Math.min((offset + Piece.PAYLOAD - 1) / Piece.PAYLOAD, there.packets() - 1);
        Piece last = pieces.piece(pieces.end() - 1);
        long perPlay = last.packetsBefore() + last.packets();
        open = play;
        sentUpTo = pieces.end();
        actions.add(new Action.Open(
                play, piece, packet, sentUpTo, play * perPlay + there.packetsBefore() + packet,
                play * (lengthNs / 1_000_000 * 90), there.startTicks(), startNs + ns(there.startTicks()), startNs,
                play > 0 && piece == 0 && packet == 0));
    }

    /** It could not be opened, or broke off: tried again at the next step. */
    void failed(int failedPlay) {
        if (open != null && open == failedPlay) {
            open = null;
        }
    }
}
