package io.mediachassis.backplane.link;

import io.netty.channel.unix.Errors;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** What an error of a connection says about the peer. */
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

    /** Whether it is trouble with TLS, which the channel's decoder may have wrapped. */
    static boolean isTls(Throwable error) {
        return error instanceof SSLException
                || (error instanceof DecoderException && error.getCause() instanceof SSLException);
    }

    /** Whether the bytes that came are no frames of a link. */
    static boolean isBadFrame(Throwable error) {
        return error instanceof CorruptedFrameException || error instanceof TooLongFrameException;
    }

    /** What the innermost cause says. */
    static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
