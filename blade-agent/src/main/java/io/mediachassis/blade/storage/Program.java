package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A program in the store, of which any subset of the segments is held: immutable, any thread; when a segment comes or
 * goes, the store has another object. All but {@link #index} and {@link #locate} answer from memory; those two read a
 * sidecar (some tens of kilobytes) unless it is in the cache.
 */
public final class Program {
    private final Manifest manifest;
    private final List<Segment> segments;
    private final BitSet held;
    private final byte[] manifestHash;
    private final SegmentIndexCache indexes;

    private Program(Manifest manifest, List<Segment> segments, BitSet held, byte[] manifestHash,
            SegmentIndexCache indexes) {
        this.manifest = manifest;
        this.segments = segments;
        this.held = held;
        this.manifestHash = manifestHash;
        this.indexes = indexes;
    }

    /** Nothing of it is held yet; {@code folder} is where its segments' paths point until they are. */
    static Program empty(Manifest manifest, Path folder, SegmentIndexCache indexes) {
        List<Segment> list = new ArrayList<>(manifest.segments().size());
        for (int n = 0; n < manifest.segments().size(); n++) {
            list.add(segment(manifest, n, folder));
        }
        return new Program(manifest, List.copyOf(list), new BitSet(), manifest.hash(), indexes);
    }

    static Segment segment(Manifest manifest, int n, Path folder) {
        Manifest.Entry e = manifest.segments().get(n);
        return new Segment(n, e.bytes(), e.startTicks(), e.durationTicks(), e.sha256(), e.indexSha256(),
                folder.resolve(StoreFiles.media(n)), folder.resolve(StoreFiles.sidecar(n)));
    }

    /** The same with these segments held too, by the folder in which each lies. */
    Program with(Map<Integer, Path> folders) {
        List<Segment> list = new ArrayList<>(segments);
        BitSet now = (BitSet) held.clone();
        folders.forEach((n, folder) -> {
            list.set(n, segment(manifest, n, folder));
            now.set(n);
        });
        return new Program(manifest, List.copyOf(list), now, manifestHash, indexes);
    }

    /** The same without these segments. */
    Program without(BitSet gone) {
        BitSet now = (BitSet) held.clone();
        now.andNot(gone);
        return new Program(manifest, segments, now, manifestHash, indexes);
    }

    /** Whether this segment can be read here. */
    public boolean holds(int segment) {
        return held.get(segment);
    }

    /** Whether all segments are held. */
    public boolean isWhole() {
        return held.cardinality() == segments.size();
    }

    /** Numbers of the segments held; a fresh copy. */
    public BitSet heldSegments() {
        return (BitSet) held.clone();
    }

    /** Ranges of segments held, each first and last, ascending: 0,4,7,9 is segments 0 to 4 and 7 to 9. */
    public List<Integer> heldRanges() {
        List<Integer> ranges = new ArrayList<>();
        for (int from = held.nextSetBit(0); from >= 0;) {
            int end = held.nextClearBit(from);
            ranges.add(from);
            ranges.add(end - 1);
            from = held.nextSetBit(end);
        }
        return ranges;
    }

    /** Bytes of the segments held. */
    public long heldBytes() {
        return held.stream().mapToLong(n -> segments.get(n).bytes()).sum();
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

    /** Of all segments, held or not. */
    public long bytes() {
        return manifest.bytes();
    }

    /** Mean, bit/s; 0 for a program without duration. */
    public long bitRate() {
        return manifest.bitRate();
    }

    /** ffmpeg's name, "" where there is no video. */
    public String videoCodec() {
        return manifest.videoCodec();
    }

    /** ffmpeg's name, "" where there is no audio. */
    public String audioCodec() {
        return manifest.audioCodec();
    }

    /** All segments, held or not; the files of those that aren't are not there. */
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
     * @throws IOException when the segment isn't held, or its sidecar can't be read or is damaged
     */
    public SegmentIndex index(int segment) throws IOException {
        if (!held.get(segment)) {
            throw new StoreException("segment " + segment + " of program " + id() + " is not held here");
        }
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

    @Override
    public String toString() {
        return id() + " (" + held.cardinality() + " of " + segments.size() + " segments, " + bytes() + " bytes)";
    }
}
