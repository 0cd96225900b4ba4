package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Optional;

/** Whole segments as {@link SegmentDrops} sees them: a {@link StoredShelf}'s, or a simulation's. Any thread. */
public interface SegmentShelf {
    /** SHA-256 of the manifest of a program of which something is held. */
    Optional<ByteString> manifestHash(String programId);

    boolean holds(String programId, int segment);

    /** Takes a segment away; false when it was not there. */
    boolean drop(String programId, int segment) throws IOException;
}
