package io.mediachassis.blade.ts;

/** The bytes are no MPEG-TS program that can be taken; the message is one sentence for the person who sent them. */
public final class NotMpegTs extends Exception {
    private static final long serialVersionUID = 1L;

    public NotMpegTs(String reason) {
        super(reason);
    }
}
