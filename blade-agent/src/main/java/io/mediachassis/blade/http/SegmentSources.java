package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.List;

/** Where the HTTP server gets what this blade lacks of a program. Called on event loops; must not block. */
public interface SegmentSources {
    /** HTTP addresses of the other engines that hold a segment and are in reach, the best to ask first. */
    List<InetSocketAddress> holders(String programId, int segment);

    /** Whether what nobody holds of a program may come from another station: then it is worth a wait. */
    default boolean mayCome(String programId) {
        return false;
    }

    /** A client waits for such a segment: it is to come soon. */
    default void want(String programId, int segment) {
        // Nothing comes.
    }

    /** The bearer token that they ask for. */
    String token();
}
