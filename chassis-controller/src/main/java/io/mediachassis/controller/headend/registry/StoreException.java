package io.mediachassis.controller.headend.registry;

/** The store does not do what was asked of it; the message says what is wrong, where, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
