package io.mediachassis.blade.os;

import java.io.IOException;

/** The system refused a file operation; the message names file, place and reason. */
public final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    public DiskException(String message, int errno) {
        super(message + ": " + Errno.text(errno));
        this.errno = errno;
    }

    /** Linux error number. */
    public int errno() {
        return errno;
    }

    /** Whether the disk itself failed, and not just this request for a file. */
    public boolean mediumFailed() {
        return errno == Errno.EIO;
    }
}
