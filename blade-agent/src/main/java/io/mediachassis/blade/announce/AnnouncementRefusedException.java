package io.mediachassis.blade.announce;

/** What can't be announced as it is; the message says why and what to do, for the operator. */
public final class AnnouncementRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AnnouncementRefusedException(String message) {
        super(message);
    }
}
