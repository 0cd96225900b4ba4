package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.List;

/** Where the HTTP server gets what this blade lacks of a program. Called on event loops; must not block. */
public interface SegmentSources {
    /** HTTP addresses of the other engines that hold a segment and are in reach, the best to ask first. */
    List<InetSocketAddress> holders(String programId, int segment);

    /** The bearer token that they ask for. */
    String token();
}
