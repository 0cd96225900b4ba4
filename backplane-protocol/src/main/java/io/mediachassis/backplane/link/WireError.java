package io.mediachassis.backplane.link;

import io.netty.channel.unix.Errors;
import java.io.IOException;

/** What an error of a socket says about the peer. */
final class WireError {
    private WireError() {}

    /**
     * Whether the error is the peer's RST: ECONNRESET, or EPIPE for a write after one. A time-out or an unreachable
     * network is none.
     */
    static boolean isReset(Throwable error) {
        if (error instanceof Errors.NativeIoException nativeError) {
            int number = nativeError.expectedErr();
            return number == Errors.ERRNO_ECONNRESET_NEGATIVE || number == Errors.ERRNO_EPIPE_NEGATIVE;
        }
        // The JDK gives no number, only these texts.
        String text = error instanceof IOException ? String.valueOf(error.getMessage()) : "";
        return text.startsWith("Connection reset") || text.equals("Broken pipe");
    }
}
