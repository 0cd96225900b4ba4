package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.ts.TsPacket;

/**
 * Lets one play of a repeated program through, from its first packet to its last:
 *
 * <pre>
 * WAITING --play begins, or its time is well over--> OPEN --next play begins--> OVER
 * </pre>
 *
 * <p>One thread.
 */
public final class PlayGate implements MediaSink {
    private final MediaSink to;
    private final boolean whole;
    private State state;
    private long passed;
    private long missed;

    private enum State {
        WAITING,
        OPEN,
        OVER
    }

    /**
     * @param to gets what passes
     * @param wait whether what comes before a play begins is left out
     * @param once whether the next play's beginning ends this one
     */
    public PlayGate(MediaSink to, boolean wait, boolean once) {
        this.to = to;
        this.whole = once;
        state = wait ? State.WAITING : State.OPEN;
    }

    @Override
    public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
        if (playBegins && state == State.WAITING) {
            state = State.OPEN;
        } else if (playBegins && whole && passed > 0) {
            state = State.OVER;
        }
        if (state == State.OPEN && !(whole && passed == 0 && announces(memory, offset, length))) {
            passed++;
            to.media(memory, offset, length, timestamp, playBegins);
        }
    }

    /** A break in clock and counters says nothing to who has not heard what was before. */
    private static boolean announces(byte[] memory, int offset, int length) {
        for (int at = offset; at < offset + length; at += TsPacket.SIZE) {
            if (TsPacket.discontinuity(memory, at) && !TsPacket.hasPayload(memory, at)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void lost(long packets) {
        if (state == State.OPEN) {
            missed += packets;
            to.lost(packets);
        }
    }

    /** The packet that begins the play was lost, and its time is over: it begins with what comes. */
    public void open() {
        if (state == State.WAITING) {
            state = State.OPEN;
        }
    }

    public boolean waiting() {
        return state == State.WAITING;
    }

    public boolean over() {
        return state == State.OVER;
    }

    /** Packets that passed. */
    public long passed() {
        return passed;
    }

    /** Packets left out of the play. */
    public long missed() {
        return missed;
    }
}
