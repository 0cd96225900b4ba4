package io.mediachassis.blade.rtsp;

import java.net.URI;

/** Where a program is to be asked for. */
public sealed interface Whereabouts {
    /** Played from here. */
    record Here(ProgramDescription program) implements Whereabouts {}

    /**
     * A multicast stream, which any blade can tell of.
     *
     * @param sdp its session description
     */
    record Announced(String sdp) implements Whereabouts {}

    /**
     * Redirect the console (302).
     *
     * @param rtspBase scheme, host and port of the engine, {@code rtsp://192.0.2.7:8554}; the program's path is added
     */
    record Elsewhere(URI rtspBase) implements Whereabouts {}

    /** No such program (404). */
    record NotFound() implements Whereabouts {}

    /**
     * Nobody can play it now (503).
     *
     * @param retryAfterSeconds when to ask again, 0 to leave that open
     */
    record Busy(int retryAfterSeconds) implements Whereabouts {}
}
