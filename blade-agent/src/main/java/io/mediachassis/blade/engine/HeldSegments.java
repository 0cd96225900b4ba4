package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.util.Optional;

/** Where the segments of programs are for the playout: {@link ProgramSegments}, or a simulation's. Any thread. */
public interface HeldSegments {
    /** The manifest of a program of which something is here or arriving. */
    Optional<Manifest> manifest(String programId);

    /**
     * Whether a program is still being taken in here: its manifest, asked for after this, has what is whole of it, and is
     * the beginning of a longer one.
     */
    default boolean isGrowing(String programId) {
        return false;
    }

    /** Whether all of a segment is in the store. */
    boolean isWhole(Manifest manifest, int segment);

    /** Whether a segment is on its way here, and some of it can be played. */
    boolean isArriving(Manifest manifest, int segment);

    /** The segment, be it whole, in part or not here; reads the sidecar of one that is in the store. */
    PlayoutSegment segment(Manifest manifest, int segment) throws IOException;
}
