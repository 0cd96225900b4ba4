package io.mediachassis.controller.hardware;

/**
 * The switch under an ejector handle, debounced: a latch that shakes when somebody knocks at the chassis must not switch
 * a blade off, so it counts as opened or closed once it has been read as so for a while without a break: one reading, and then
 * none, is no while. What is read first counts at once. Pure; one thread.
 */
final class HandleSwitch {
    private final long settleNs;
    private boolean read;
    private boolean closed = true;
    private boolean raw = true;
    private long rawSinceNs;
    private long lastReadNs;

    /** @param settleNs for how long it has to stay as it is, in nanoseconds */
    HandleSwitch(long settleNs) {
        this.settleNs = settleNs;
    }

    /** Whether it counts as closed; true until it was read. */
    boolean closed() {
        return closed;
    }

    /** It is so now. */
    void onRead(boolean isClosed, long nowNs) {
        lastReadNs = nowNs;
        if (!read) {
            read = true;
            raw = isClosed;
            closed = isClosed;
        } else if (isClosed != raw) {
            raw = isClosed;
            rawSinceNs = nowNs;
        }
    }

    /** It moved at some time since it was read last, even where it reads as before. */
    void onMoved(long nowNs) {
        rawSinceNs = nowNs;
    }

    /** What was read is taken over if it holds; true when it counts as the other from now on. */
    boolean settle() {
        if (raw == closed || lastReadNs - rawSinceNs < settleNs) {
            return false;
        }
        closed = raw;
        return true;
    }

    /** Another board, or none. */
    void exchanged() {
        read = false;
        closed = true;
        raw = true;
    }
}
