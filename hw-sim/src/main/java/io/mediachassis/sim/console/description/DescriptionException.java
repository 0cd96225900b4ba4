package io.mediachassis.sim.console.description;

/** What can't be understood of a description or an address; the message says what, for the person who gave it. */
public final class DescriptionException extends Exception {
    private static final long serialVersionUID = 1L;

    public DescriptionException(String message) {
        super(message);
    }

    public DescriptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
