package io.mediachassis.blade.http;

import java.nio.file.Path;
import java.util.List;

/**
 * A program on this blade's disk. Its whole is its segments one after the other.
 *
 * @param id plain identifier
 * @param manifestHash hexadecimal SHA-256 of the manifest: the program's strong entity tag
 * @param manifest the manifest file, JSON
 * @param modifiedSeconds when the program was taken in, since the epoch; the same on every copy
 * @param segments in order, at least one
 * @param bitRate at which it plays, bit/s; 0 when unknown
 */
public record HeldProgram(
        String id, String manifestHash, Path manifest, long modifiedSeconds, List<Segment> segments, long bitRate) {
    public HeldProgram {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("program " + id + " has no segments");
        }
    }

    /** One whose bit rate is not known. */
    public HeldProgram(
            String id, String manifestHash, Path manifest, long modifiedSeconds, List<Segment> segments) {
        this(id, manifestHash, manifest, modifiedSeconds, segments, 0);
    }

    /**
     * One segment.
     *
     * @param media the transport stream
     * @param bytes size of {@code media}
     * @param sha256 hexadecimal hash of {@code media}, its entity tag
     * @param index the sidecar
     * @param held whether the files are there
     */
    public record Segment(Path media, long bytes, String sha256, Path index, boolean held) {
        /** A segment that is held. */
        public Segment(Path media, long bytes, String sha256, Path index) {
            this(media, bytes, sha256, index, true);
        }
    }

    /** Size of the whole. */
    public long bytes() {
        return segments.stream().mapToLong(Segment::bytes).sum();
    }
}
