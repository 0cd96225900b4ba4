package io.mediachassis.blade.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a copy of a program, segment by segment in any order, each checked against its hash before it gets its name.
 * A broken transfer goes on at {@link #bytesHave}; after a restart of the process the copy begins anew. One thread. A
 * wrong hash drops that one segment; a full disk or another error of the disk ends the receiver and nothing is kept.
 */
public final class SegmentReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReceiver.class);
    /** Segments that can be in transfer at once; each holds a file open. */
    private static final int MAX_OPEN = 16;

    private final ProgramStore store;
    private final ProgramFolder folder;
    private final Manifest manifest;
    private final Map<Integer, PartFile> open = new HashMap<>();
    private final Set<Integer> media = new TreeSet<>();
    private final Set<Integer> sidecars = new TreeSet<>();
    private boolean ended;

    SegmentReceiver(ProgramStore store, ProgramFolder folder, Manifest manifest) {
        this.store = store;
        this.folder = folder;
        this.manifest = manifest;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Bytes of this segment that needn't be sent again. */
    public long bytesHave(int segment) {
        Manifest.Entry entry = entry(segment);
        if (media.contains(segment)) {
            return entry.bytes();
        }
        PartFile part = open.get(segment);
        return part == null ? 0 : part.bytes();
    }

    /** Whether segment and sidecar are here and right. */
    public boolean has(int segment) {
        return media.contains(segment) && sidecars.contains(segment);
    }

    /** Takes the sidecar, whole. @throws StoreException when it isn't the one that the manifest names */
    public void sidecar(int segment, byte[] bytes) throws IOException {
        Manifest.Entry e = entry(segment);
        requireOpen();
        Segment expected = new Segment(segment, e.bytes(), e.startTicks(), e.durationTicks(), e.sha256(),
                e.indexSha256(), folder.path(), folder.path());
        try {
            StoreCheck.checkSidecar(expected, bytes);
        } catch (IOException wrong) {
            throw new StoreException("copy of program " + manifest.id() + ": " + wrong.getMessage(), wrong);
        }
        guarded(() -> folder.write(StoreFiles.sidecar(segment), bytes));
        sidecars.add(segment);
    }

    /** Takes all remaining bytes, which follow on {@link #bytesHave}. */
    public void append(int segment, ByteBuffer bytes) throws IOException {
        Manifest.Entry entry = entry(segment);
        requireOpen();
        if (bytes.remaining() > entry.bytes() - bytesHave(segment)) {
            throw new StoreException("segment " + segment + " of program " + manifest.id() + " has " + entry.bytes()
                    + " bytes, the source sends more");
        }
        if (!open.containsKey(segment) && open.size() >= MAX_OPEN) {
            throw new StoreException("more than " + MAX_OPEN + " segments of program " + manifest.id() + " at once");
        }
        guarded(() -> {
            PartFile part = open.get(segment);
            if (part == null) {
                part = folder.open(StoreFiles.media(segment));
                open.put(segment, part);
            }
            part.write(bytes);
        });
    }

    /** All bytes of the segment came. @throws StoreException when its hash is wrong: it is dropped, ask anew */
    public void finishSegment(int segment) throws IOException {
        Manifest.Entry entry = entry(segment);
        requireOpen();
        if (media.contains(segment)) {
            return;
        }
        PartFile part = open.get(segment);
        if (part == null || part.bytes() != entry.bytes()) {
            throw new StoreException("segment " + segment + " of program " + manifest.id() + " has " + entry.bytes()
                    + " bytes, only " + bytesHave(segment) + " came");
        }
        open.remove(segment);
        if (!part.hash().equals(entry.sha256())) {
            guarded(part::discard);
            throw new StoreException("segment " + segment + " of program " + manifest.id()
                    + " came damaged: its hash is wrong");
        }
        guarded(part::publish);
        media.add(segment);
    }

    /** Everything came: the program is on the disk, whole, when this returns. */
    public Program complete() throws IOException {
        requireOpen();
        int segments = manifest.segments().size();
        if (media.size() < segments || sidecars.size() < segments) {
            throw new StoreException("copy of program " + manifest.id() + " has " + media.size() + " of " + segments
                    + " segments and " + sidecars.size() + " indexes");
        }
        guarded(() -> folder.publish(manifest));
        ended = true;
        return store.published(manifest, folder);
    }

    /** Gives up; nothing is kept. No-op after the end. */
    public void abort() {
        if (!ended) {
            ended = true;
            open.values().forEach(SegmentReceiver::closeQuietly);
            store.abandoned(manifest.id(), folder);
        }
    }

    /** {@link #abort} unless completed. */
    @Override
    public void close() {
        abort();
    }

    /** Hash of a sidecar or segment, as the manifest has it. */
    public static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(PartFile.sha256().digest(bytes));
    }

    static void closeQuietly(@Nullable PartFile part) {
        try {
            if (part != null) {
                part.discard();
            }
        } catch (IOException e) {
            LOG.debug("A temporary file is left to the next start", e);
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    private void guarded(DiskWork work) throws IOException {
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (!done) {
                abort();
            }
        }
    }

    private Manifest.Entry entry(int segment) {
        if (segment < 0 || segment >= manifest.segments().size()) {
            throw new IllegalArgumentException("program " + manifest.id() + " has " + manifest.segments().size()
                    + " segments, there is no " + segment);
        }
        return manifest.segments().get(segment);
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("receiving of program " + manifest.id() + " has ended");
        }
    }
}
