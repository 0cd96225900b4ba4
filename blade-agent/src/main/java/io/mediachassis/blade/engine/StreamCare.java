package io.mediachassis.blade.engine;

/** Whether somebody still cares for a stream: who handed it over, who watches it, who holds its conversation. Any thread. */
final class StreamCare {
    private final long openedNs;
    private volatile boolean preloaded;
    private volatile boolean orphan;
    private volatile long heardNs;
    private volatile int swappedFrom;

    StreamCare(long openedNs) {
        this.openedNs = openedNs;
    }

    /** Another engine will hand it over. */
    void waitForTakeOver() {
        preloaded = true;
    }

    /** It is sent here from now on. */
    void taken() {
        preloaded = false;
    }

    boolean preloaded() {
        return preloaded;
    }

    /** Whether it was opened before that time and still waits for its take-over. */
    boolean forgottenSince(long ns) {
        return preloaded && openedNs - ns < 0;
    }

    /** The blade that held its console's conversation is gone. */
    void orphaned(long nowNs) {
        heardNs = nowNs;
        orphan = true;
    }

    /** The same, as the blade says that should hold it. */
    void disowned(long nowNs) {
        if (!orphan) {
            orphaned(nowNs);
        }
    }

    boolean isOrphan() {
        return orphan;
    }

    /** The blade that holds its console's conversation is back. */
    void anchored() {
        orphan = false;
    }

    /** The console reports. */
    void heard(long nowNs) {
        heardNs = nowNs;
    }

    /** Whether nobody holds its conversation, and its console was not heard since then. */
    boolean orphanedSince(long ns) {
        return orphan && heardNs - ns < 0;
    }

    /** It came by a swap of consoles. */
    void swappedFrom(int slot) {
        swappedFrom = slot;
    }

    /** The blade that it was swapped from; 0 none. */
    int swappedFrom() {
        return swappedFrom;
    }
}
