package io.mediachassis.blade.storage;

import java.io.IOException;

/** Writing was refused, or failed, for lack of space; what was being written is not kept. */
public final class DiskFull extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFull(String message) {
        super(message);
    }

    public DiskFull(String message, Throwable cause) {
        super(message, cause);
    }
}
