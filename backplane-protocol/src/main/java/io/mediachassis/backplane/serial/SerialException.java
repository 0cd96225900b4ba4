package io.mediachassis.backplane.serial;

import java.io.IOException;

/** Why a request over a serial line has no reply. Whether the device obeyed is unknown unless it was never sent. */
public final class SerialException extends IOException {
    /** Reasons. */
    public enum Reason {
        /** Every try went unanswered; the device may have obeyed. */
        NO_ANSWER,
        /** The line is closed or hung up; a request that was on its way may have been obeyed. */
        LINE_DOWN,
        /** Too many requests waiting; never sent. */
        QUEUE_FULL,
        /** The client was closed. */
        CLOSED,
        /** The request is longer than a frame; never sent. */
        TOO_LONG
    }

    private final Reason reason;

    public SerialException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What happened to the request; tells whether the device may have done it. */
    public Reason reason() {
        return reason;
    }
}
