package io.mediachassis.controller.eventlog;

/** The event log can't be read or written; the message names the file and what to do. */
public final class EventLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what, in which file, and what to do */
    public EventLogException(String message) {
        super(message);
    }

    public EventLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
