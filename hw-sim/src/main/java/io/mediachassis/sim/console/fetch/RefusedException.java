package io.mediachassis.sim.console.fetch;

import java.io.IOException;

/** A server has not got the file, or another one under its name. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
