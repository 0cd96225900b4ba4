package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program as the playout plays it: all its segments in order, whether they are on this blade, on their way here or
 * elsewhere. One that is still being taken in here has those that are whole, and grows until it is published; then it is
 * as any other. {@link #refreshChanged} on any thread but event loops and the playout's; the rest on any thread.
 */
public final class ProgramSource implements PlayoutSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramSource.class);

    private final HeldSegments segments;
    private final ChunkReader reader;
    private volatile Manifest manifest;
    /** Replaced by a longer one that begins with the same, before it is told that nothing more comes. */
    private volatile AtomicReferenceArray<PlayoutSegment> known;

    private volatile boolean growing;

    /**
     * Reads the indexes of the segments that are here.
     *
     * @param manifest as {@code segments} have it, or had it a moment ago
     * @throws IOException when a sidecar can't be read
     */
    ProgramSource(Manifest manifest, HeldSegments segments, ChunkReader reader) throws IOException {
        this.segments = segments;
        this.reader = reader;
        this.manifest = manifest;
        // One that is another by now was published meanwhile, or given up: the next look tells.
        this.growing = segments.isGrowing(manifest.id())
                || !segments.manifest(manifest.id()).map(manifest::equals).orElse(true);
        this.known = read(manifest, new AtomicReferenceArray<>(0));
    }

    private AtomicReferenceArray<PlayoutSegment> read(Manifest of, AtomicReferenceArray<PlayoutSegment> before)
            throws IOException {
        AtomicReferenceArray<PlayoutSegment> all = new AtomicReferenceArray<>(of.segments().size());
        for (int n = 0; n < all.length(); n++) {
            all.set(n, n < before.length() ? before.get(n) : segments.segment(of, n));
        }
        return all;
    }

    String programId() {
        return manifest.id();
    }

    /** Of all that is known of it. */
    long durationTicks() {
        return manifest.durationTicks();
    }

    /** Of all that is known of it, bit/s. */
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

    /**
     * Looks again at those that came or went, and at what has come of a program that is being taken in.
     *
     * @return false when that was given up: no more of it comes, and what was there goes
     */
    synchronized boolean refreshChanged() {
        boolean goesOn = !growing || grow();
        for (int n = 0; goesOn && n < known.length(); n++) {
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
        return goesOn;
    }

    private boolean grow() {
        // In this order: one that grows no more has its last manifest.
        boolean more = segments.isGrowing(manifest.id());
        Optional<Manifest> now = segments.manifest(manifest.id());
        if (now.filter(this::beginsWithWhatIsKnown).isEmpty()) {
            return false;
        }
        try {
            known = read(now.get(), known);
            manifest = now.get();
            growing = more;
            return true;
        } catch (IOException e) {
            LOG.warn("What has come of {} can't be read: {}", manifest.id(), e.getMessage());
            return false;
        }
    }

    /** Another program may be on its way in by the same id, after this one was given up. */
    private boolean beginsWithWhatIsKnown(Manifest now) {
        List<Manifest.Entry> before = manifest.segments();
        return now.segments().size() >= before.size() && now.segments().subList(0, before.size()).equals(before);
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

    @Override
    public boolean complete() {
        return !growing;
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
