package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program as the playout plays it: all its segments in order, whether they are on this blade, on their way here or
 * elsewhere. {@link #refresh} on any thread but event loops and the playout's; the rest on any thread.
 */
public final class ProgramSource implements PlayoutSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramSource.class);

    private final Manifest manifest;
    private final HeldSegments segments;
    private final ChunkReader reader;
    private final AtomicReferenceArray<PlayoutSegment> known;

    /**
     * Reads the indexes of the segments that are here.
     *
     * @throws IOException when a sidecar can't be read
     */
    ProgramSource(Manifest manifest, HeldSegments segments, ChunkReader reader) throws IOException {
        this.manifest = manifest;
        this.segments = segments;
        this.reader = reader;
        this.known = new AtomicReferenceArray<>(manifest.segments().size());
        for (int n = 0; n < known.length(); n++) {
            refresh(n);
        }
    }

    String programId() {
        return manifest.id();
    }

    long durationTicks() {
        return manifest.durationTicks();
    }

    /** Of the whole program, bit/s. */
    long bitRate() {
        return bitRate(manifest);
    }

    static long bitRate(Manifest manifest) {
        double seconds = (double) manifest.durationTicks() / TimeLine.TICKS_PER_SECOND;
        return Math.round(manifest.bytes() * 8 / Math.max(0.001, seconds));
    }

    /** Looks again whether a segment is here: it came, or it went. */
    void refresh(int segment) throws IOException {
        known.set(segment, segments.segment(manifest, segment));
    }

    /** Looks again at those that came or went. */
    void refreshChanged() {
        for (int n = 0; n < known.length(); n++) {
            try {
                boolean whole = segments.isWhole(manifest, n);
                boolean changed = whole != isComplete(n)
                        // Its first part came, or no more of it does.
                        || (!whole && segments.isArriving(manifest, n) != holds(n));
                if (changed) {
                    refresh(n);
                }
            } catch (IOException e) {
                LOG.warn("Segment {} of {} can't be read: {}", n, manifest.id(), e.getMessage());
            }
        }
    }

    private boolean isComplete(int segment) {
        return segment(segment).available().bytes() == segment(segment).length();
    }

    @Override
    public int segments() {
        return known.length();
    }

    @Override
    public PlayoutSegment segment(int index) {
        return known.get(index);
    }

    /** Whether all or some of a segment is on this blade. */
    boolean holds(int segment) {
        return segment(segment).available().bytes() > 0;
    }

    @Override
    public ChunkReader reader() {
        return reader;
    }
}
