package io.mediachassis.blade.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Whom the HTTP server asks about programs: the whole chassis where this blade is director. Must not block. */
public interface HttpDesk {
    /**
     * Which programs there are.
     *
     * @param localAddress numeric address that the client connected to
     */
    List<ProgramSummary> programs(String localAddress);

    /** Where a program is to be fetched; may complete on any thread. */
    CompletionStage<Place> placeOf(String programId, String localAddress);

    /** The same for a playlist, which takes a segment that is whole. */
    default CompletionStage<Place> playlistPlace(String programId, String localAddress) {
        return placeOf(programId, localAddress);
    }

    /** Where a console of the program's multicast streams fetches what was sent before it came; as the other. */
    default CompletionStage<Place> interactive(String programId, String localAddress) {
        return placeOf(programId, localAddress);
    }

    /** Where one segment of a program is to be fetched; as the other. */
    default CompletionStage<Place> placeOf(String programId, int segment, String localAddress) {
        return placeOf(programId, localAddress);
    }

    /**
     * What is announced of multicast streams.
     *
     * @param path such as {@code /nvod/239.1.1.0.sdp}
     * @param client numeric address that asks; that it is answered proves that it is its own
     */
    default Optional<Announcement> announced(String path, String client) {
        return Optional.empty();
    }

    /** A session description or a playlist. */
    record Announcement(String mediaType, String text) {}

    /** Where a program is. */
    sealed interface Place {
        /** In the catalogue of this blade. */
        record Here() implements Place {}

        /**
         * Redirect (307).
         *
         * @param httpBase scheme, host and port; path and query of the request are added
         */
        record Elsewhere(String httpBase) implements Place {}

        /** 404. */
        record NotFound() implements Place {}

        /** 503. */
        record Busy(int retryAfterSeconds) implements Place {}
    }
}
