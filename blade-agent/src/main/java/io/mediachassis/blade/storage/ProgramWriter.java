package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.NotMpegTs;
import io.mediachassis.blade.ts.ProgramMap;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentIndexCodec;
import io.mediachassis.blade.ts.SegmentSink;
import io.mediachassis.blade.ts.Segmenter;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one program from a transport stream. One thread. Any exception ends it, and nothing of the program is kept.
 *
 * <pre>
 *   WRITING --complete--> DONE      WRITING --abort, any exception--> GONE
 * </pre>
 */
public final class ProgramWriter implements AutoCloseable {
    private enum State { WRITING, DONE, GONE }

    private final Arrivals arrivals;
    private final ProgramFiles files;
    private final String id;
    private final String title;
    private final long createdEpochMs;
    private final Segmenter segmenter;
    private final List<Manifest.Entry> entries = new ArrayList<>();
    private State state = State.WRITING;
    private final List<Segment> segments = new ArrayList<>();
    private final List<SegmentIndex> indexes = new ArrayList<>();
    private volatile @Nullable GrowingProgram growing;
    private @Nullable PartFile media;
    private long received;
    private long stored;
    private long largest;

    ProgramWriter(Arrivals arrivals, ProgramFiles files, String id, String title, long createdEpochMs,
            SegmenterSettings settings) {
        this.arrivals = arrivals;
        this.files = files;
        this.id = id;
        this.title = title;
        this.createdEpochMs = createdEpochMs;
        this.segmenter = new Segmenter(settings, new Files());
    }

    public String id() {
        return id;
    }

    /** Bytes taken so far. */
    public long received() {
        return received;
    }

    /** Segments written so far. */
    public int segments() {
        return entries.size();
    }

    /** The segments that are whole by now; empty before the first is. Any thread. */
    Optional<GrowingProgram> growing() {
        return Optional.ofNullable(growing);
    }

    public TsCounters counters() {
        return segmenter.counters();
    }

    /**
     * Takes all remaining bytes.
     *
     * @throws NotMpegTs when this is no transport stream program
     * @throws DiskFull when there is no room
     */
    public void write(ByteBuffer bytes) throws NotMpegTs, IOException {
        requireWriting();
        boolean done = false;
        try {
            received += bytes.remaining();
            segmenter.accept(bytes);
            done = true;
        } finally {
            if (!done) {
                abort();
            }
        }
    }

    /** No more bytes come: the program is on the disk, whole, when this returns. */
    public Program complete() throws NotMpegTs, IOException {
        requireWriting();
        try {
            segmenter.finish();
            if (entries.size() > Manifest.MAX_SEGMENTS) {
                throw new StoreException("program " + id + " has more than " + Manifest.MAX_SEGMENTS + " segments");
            }
            Manifest manifest = manifest();
            files.publish(manifest);
            state = State.DONE;
            return arrivals.published(manifest, files.placed());
        } finally {
            if (state != State.DONE) {
                abort();
            }
        }
    }

    /** Of the segments that are written. */
    private Manifest manifest() {
        Manifest.Entry last = entries.get(entries.size() - 1);
        Optional<ProgramMap> map = segmenter.program();
        return new Manifest(Manifest.VERSION, id, title, createdEpochMs,
                last.startTicks() + last.durationTicks(), stored,
                map.flatMap(ProgramMap::video).map(s -> s.codec().ffmpegName()).orElse(""),
                map.flatMap(ProgramMap::audio).map(s -> s.codec().ffmpegName()).orElse(""), entries);
    }

    /** Gives up; nothing is kept. No-op after the end. */
    public void abort() {
        if (state != State.WRITING) {
            return;
        }
        state = State.GONE;
        if (media != null) {
            SegmentReceiver.closeQuietly(media);
            files.ended(entries.size());
        }
        for (int n = 0; n < entries.size(); n++) {
            files.gaveBack(n, entries.get(n).bytes());
        }
        arrivals.abandoned(id);
    }

    /** {@link #abort} unless completed. */
    @Override
    public void close() {
        abort();
    }

    private void requireWriting() {
        if (state != State.WRITING) {
            throw new IllegalStateException("writing of program " + id + " has ended: " + state);
        }
    }

    /** What the segmenter gives becomes files. */
    private final class Files implements SegmentSink {
        @Override
        public void bytes(ByteBuffer packets) throws IOException {
            PartFile to = media;
            if (to == null) {
                to = files.media(entries.size(), largest);
                media = to;
            }
            to.write(packets);
        }

        @Override
        public void segment(int number, SegmentIndex index) throws IOException {
            PartFile done = media;
            if (done == null || done.bytes() != index.bytes()) {
                throw new IllegalStateException("segment " + number + " and its index differ in length");
            }
            String hash = done.hash();
            done.publish();
            media = null;
            files.ended(number);
            largest = Math.max(largest, index.bytes());
            String indexHash =
                    files.folderOf(number).write(StoreFiles.sidecar(number), SegmentIndexCodec.encode(index));
            stored += index.bytes();
            entries.add(new Manifest.Entry(index.bytes(), index.startTicks(), index.durationTicks(), hash, indexHash));
            ProgramFolder folder = files.folderOf(number);
            segments.add(new Segment(number, index.bytes(), index.startTicks(), index.durationTicks(), hash, indexHash,
                    folder.path().resolve(StoreFiles.media(number)),
                    folder.path().resolve(StoreFiles.sidecar(number))));
            indexes.add(index);
            growing = new GrowingProgram(
                    manifest(), segmenter.program().flatMap(ProgramMap::video).isPresent(), segments, indexes);
            arrivals.grew(id);
        }
    }
}
