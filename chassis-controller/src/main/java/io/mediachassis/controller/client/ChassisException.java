package io.mediachassis.controller.client;

/** The unit refused, or could not be asked. The message says what and where, the hint what to do. */
public final class ChassisException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String hint;
    private final int status;

    /** A refusal with an HTTP status; 0 where there was no answer. */
    public ChassisException(String message, String hint, int status) {
        super(message);
        this.hint = hint;
        this.status = status;
    }

    /** What to do; may be empty. */
    public String hint() {
        return hint;
    }

    /** The HTTP status of the answer; 0 where there was none. */
    public int status() {
        return status;
    }
}
