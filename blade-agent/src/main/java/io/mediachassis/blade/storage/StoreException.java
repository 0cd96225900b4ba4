package io.mediachassis.blade.storage;

import java.io.IOException;

/** The store can't do what was asked; the message says why and what to do. */
public class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
