package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole program in the store: immutable, any thread. All but {@link #index} and {@link #locate} answer from memory;
 * those two read a sidecar (some tens of kilobytes) unless it is in the cache.
 */
public final class Program {
    private final Manifest manifest;
    private final Path folder;
    private final List<Segment> segments;
    private final byte[] manifestHash;
    private final SegmentIndexCache indexes;

    Program(Manifest manifest, Path folder, SegmentIndexCache indexes) {
        this.manifest = manifest;
        this.folder = folder;
        this.indexes = indexes;
        List<Segment> list = new ArrayList<>(manifest.segments().size());
        for (Manifest.Entry e : manifest.segments()) {
            int n = list.size();
            list.add(new Segment(n, e.bytes(), e.startTicks(), e.durationTicks(), e.sha256(), e.indexSha256(),
                    folder.resolve(StoreFiles.media(n)), folder.resolve(StoreFiles.sidecar(n))));
        }
        this.segments = List.copyOf(list);
        try {
            this.manifestHash = MessageDigest.getInstance("SHA-256").digest(manifest.toJson());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public String id() {
        return manifest.id();
    }

    public String title() {
        return manifest.title();
    }

    /** When it was taken in, at the engine that did so; the same on every copy. */
    public Instant created() {
        return Instant.ofEpochMilli(manifest.createdEpochMs());
    }

    /** 27 MHz ticks. */
    public long durationTicks() {
        return manifest.durationTicks();
    }

    /** Of all segments. */
    public long bytes() {
        return manifest.bytes();
    }

    /** Mean, bit/s; 0 for a program without duration. */
    public long bitRate() {
        return durationTicks() == 0 ? 0
                : (long) (bytes() * 8.0 * SegmentIndex.TICKS_PER_SECOND / durationTicks());
    }

    /** ffmpeg's name, "" where there is no video. */
    public String videoCodec() {
        return manifest.videoCodec();
    }

    /** ffmpeg's name, "" where there is no audio. */
    public String audioCodec() {
        return manifest.audioCodec();
    }

    public List<Segment> segments() {
        return segments;
    }

    public Segment segment(int number) {
        return segments.get(number);
    }

    /** The segment in which this program time lies; the first or last for times outside the program. */
    public Segment segmentAt(long ticks) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).startTicks() <= ticks) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return segments.get(low);
    }

    /**
     * The time index of a segment.
     *
     * @throws IOException when the sidecar can't be read or is damaged
     */
    public SegmentIndex index(int segment) throws IOException {
        return indexes.get(segments.get(segment));
    }

    /**
     * Where to start for this program time: the last random access point at or before it (the program's first for
     * earlier times).
     *
     * @throws IOException when a sidecar can't be read or is damaged
     */
    public Position locate(long ticks) throws IOException {
        for (int n = segmentAt(ticks).number(); n >= 0; n--) {
            SegmentIndex index = index(n);
            int point = index.randomAccessAtOrBefore(ticks);
            if (point >= 0 && (n == 0 || index.randomAccessTicks(point) <= ticks)) {
                return new Position(n, index.randomAccessOffset(point), index.randomAccessTicks(point));
            }
        }
        return new Position(0, 0, 0);
    }

    /** SHA-256 of the manifest: two programs with the same are byte for byte the same. A fresh copy of 32 bytes. */
    public byte[] manifestHash() {
        return manifestHash.clone();
    }

    /** What to hand to an engine that copies this program. */
    public Manifest manifest() {
        return manifest;
    }

    public Path folder() {
        return folder;
    }

    @Override
    public String toString() {
        return id() + " (" + segments.size() + " segments, " + bytes() + " bytes)";
    }
}
