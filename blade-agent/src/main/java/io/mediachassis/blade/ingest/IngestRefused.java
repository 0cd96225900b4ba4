package io.mediachassis.blade.ingest;

/** The media can't be taken; the message is one sentence for the person who sent it. Nothing of it is kept. */
public final class IngestRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public IngestRefused(String reason) {
        super(reason);
    }

    public IngestRefused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
