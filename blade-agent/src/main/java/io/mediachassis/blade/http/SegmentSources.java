package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.List;

/** Where the HTTP server gets what this blade lacks of a program. Called on event loops; must not block. */
public interface SegmentSources {
    /** HTTP addresses of the other engines that hold a segment and are in reach, the best to ask first. */
    List<InetSocketAddress> holders(String programId, int segment);

    /** Those of the other engines to which a segment is on its way, and which can send the first part of it. */
    default List<InetSocketAddress> receivers(String programId, int segment) {
        return List.of();
    }

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
