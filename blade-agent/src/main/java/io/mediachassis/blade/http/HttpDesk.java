package io.mediachassis.blade.http;

import java.util.List;
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

    /** Where one segment of a program is to be fetched; as the other. */
    default CompletionStage<Place> placeOf(String programId, int segment, String localAddress) {
        return placeOf(programId, localAddress);
    }

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
