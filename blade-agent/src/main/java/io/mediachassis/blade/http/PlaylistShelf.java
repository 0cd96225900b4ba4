package io.mediachassis.blade.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whom the HTTP server asks for HLS playlists of what this blade holds. Called on event loops; must not block. */
public interface PlaylistShelf {
    /** The playlists of a program. */
    enum Kind {
        /** Its variants. */
        MASTER,
        /** All of it. */
        MEDIA,
        /** Its key frames, for fast forward and thumbnails. */
        KEY_FRAMES
    }

    /**
     * A playlist.
     *
     * @param tag its entity tag, without quotes
     * @param modifiedSeconds since the epoch
     * @param growing it will have more: not to be kept by caches
     */
    record Playlist(String text, String tag, long modifiedSeconds, boolean growing) {}

    /**
     * Finds a playlist; may complete on any thread.
     *
     * @param atStation it is to lead the client to the station, which says where each segment is, and not to this blade
     * @return empty when the program is not here, or has no such playlist (key frames of a program without video);
     *     fails with {@link HttpRefusal}
     */
    CompletionStage<Optional<Playlist>> find(String programId, Kind kind, boolean atStation);

    /**
     * How the segments that are here are offered, for another engine's playlists; may complete on any thread.
     *
     * @return JSON; empty when nothing of the program is here
     */
    default CompletionStage<Optional<String>> layouts(String programId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
