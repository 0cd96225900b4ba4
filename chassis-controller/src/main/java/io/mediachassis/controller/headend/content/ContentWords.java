package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentState;
import java.util.Locale;

/** States, for people. Pure. */
public final class ContentWords {
    private ContentWords() {}

    /** "transferring". */
    public static String state(ContentState state) {
        return state == ContentState.CONTENT_STATE_UNSPECIFIED ? "new" : state.name().toLowerCase(Locale.ROOT);
    }

    /** What can be done in it. */
    static String possible(ContentState state) {
        return switch (state) {
            case DRAFT -> "chassisctl content start transfers it";
            case TRANSFERRING, INACTIVE, DISTRIBUTING, READY -> "chassisctl content publish, or withdraw";
            case PUBLISHED -> "chassisctl content withdraw takes it back";
            case WITHDRAWN -> "chassisctl content forget, then add it again";
            case FAILED -> "chassisctl content start tries again, forget gives it up";
            case CONTENT_STATE_UNSPECIFIED, UNRECOGNIZED -> "chassisctl content show says how it stands";
        };
    }
}
