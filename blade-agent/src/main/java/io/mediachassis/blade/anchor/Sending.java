package io.mediachassis.blade.anchor;

/** Which engine sends a stream, as its anchor knows from orders and news, of which some are lost. Any thread. */
final class Sending {
    private static final int NOBODY = -1;

    private int engine;
    private int rescues;
    /** When that engine got it, or told of it last. */
    private long heardNs;
    /** The engine that says that it does not send it. */
    private int withoutIt = NOBODY;

    /** @param rescues how many engines went on for another so far */
    Sending(int engine, int rescues, long nowNs) {
        this.engine = engine;
        this.rescues = rescues;
        this.heardNs = nowNs;
    }

    /** The slot of the engine that sends now. */
    synchronized int engine() {
        return engine;
    }

    synchronized int rescues() {
        return rescues;
    }

    /** Another engine has it. */
    synchronized void movedTo(int slot, long nowNs) {
        engine = slot;
        heardNs = nowNs;
    }

    /** An engine took it over, which so many went on for before; older news than what is known are none. */
    synchronized void takenBy(int slot, int times, long nowNs) {
        if (times >= rescues) {
            rescues = times;
            movedTo(slot, nowNs);
        }
    }

    /**
     * An engine plays it, which so many went on for before. News of it may have been lost: also of a hand-over, where the
     * engine that is thought to send it says that it does not.
     */
    synchronized void playedBy(int slot, int times, long nowNs) {
        if (times > rescues || (times == rescues && engine == withoutIt)) {
            rescues = times;
            movedTo(slot, nowNs);
        }
    }

    /** An engine tells of it. */
    synchronized void toldBy(int slot, long nowNs) {
        if (engine == slot) {
            heardNs = nowNs;
        }
    }

    /** That engine says that it does not send it. */
    synchronized void without(int slot) {
        withoutIt = slot;
    }

    /** It was found, or given up. */
    synchronized void settled() {
        withoutIt = NOBODY;
    }

    /** Whether that engine has it, and has not been heard of it since then. */
    synchronized boolean leftBy(int slot, long sinceNs) {
        return engine == slot && heardNs - sinceNs <= 0;
    }
}
