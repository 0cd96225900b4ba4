package io.mediachassis.blade.os;

import java.io.IOException;

/** A volume does no more work, since it stops or has failed as a whole: nothing is known of the file that was meant. */
public final class VolumeGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    public VolumeGoneException(String message) {
        super(message);
    }
}
