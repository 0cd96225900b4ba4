package io.mediachassis.blade.storage;

import io.mediachassis.blade.os.Sha256;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes segments of a program that another engine has: all of them or any, in any order, each checked against its hash.
 * A segment is held from the moment its media and its sidecar are on the disk, and stays held when the receiver ends or
 * the process does. A broken transfer goes on at {@link #bytesHave}. Several receivers may work on one program, but not
 * on one segment. One thread, but for {@link #growing}. A wrong hash drops that one segment; a full disk or another
 * error of the disk ends the receiver.
 */
public final class SegmentReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReceiver.class);
    /** Segments that can be in transfer at once; each holds a file open. */
    private static final int MAX_OPEN = 16;

    private final Arrivals arrivals;
    private final ProgramFiles files;
    private final Manifest manifest;
    private final Map<Integer, Incoming> incoming = new ConcurrentHashMap<>();
    private boolean ended;

    /** A segment on its way. */
    private static final class Incoming {
        private volatile @Nullable PartFile media;
        private volatile @Nullable SegmentIndex index;
        private byte @Nullable [] sidecar;
        private boolean whole;
    }

    /**
     * A segment that can be played while it arrives. Its file keeps its name when the segment is whole.
     *
     * @param readable bytes from the start that can be read by now; never falls, unless the segment is dropped for a
     *     wrong hash. Any thread
     */
    public record Growing(Path file, SegmentIndex index, LongSupplier readable) {}

    SegmentReceiver(Arrivals arrivals, ProgramFiles files, Manifest manifest) {
        this.arrivals = arrivals;
        this.files = files;
        this.manifest = manifest;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Bytes of this segment that needn't be sent again. */
    public long bytesHave(int segment) {
        Manifest.Entry entry = entry(segment);
        if (has(segment)) {
            return entry.bytes();
        }
        Incoming on = incoming.get(segment);
        PartFile part = on == null ? null : on.media;
        return part == null ? 0 : part.bytes();
    }

    /** Whether the segment is held: its media and sidecar are here and right. */
    public boolean has(int segment) {
        return arrivals.holding(manifest.id()).map(p -> p.holds(segment)).orElse(false);
    }

    /** A segment whose sidecar came and of whose media some bytes did; empty before that and once it is held. */
    public Optional<Growing> growing(int segment) {
        Incoming on = incoming.get(segment);
        PartFile part = on == null ? null : on.media;
        SegmentIndex index = on == null ? null : on.index;
        return part == null || index == null
                ? Optional.empty()
                : Optional.of(new Growing(part.path(), index, part::readable));
    }

    /** Whether the sidecar is here. */
    public boolean hasSidecar(int segment) {
        Incoming on = incoming.get(segment);
        return has(segment) || (on != null && on.index != null);
    }

    /** Takes the sidecar, whole. @throws WrongContent when it isn't the one that the manifest names */
    public void sidecar(int segment, byte[] bytes) throws IOException {
        entry(segment);
        requireOpen();
        SegmentIndex index;
        try {
            index = StoreCheck.checkSidecar(Program.segment(manifest, segment, Path.of("")), bytes);
        } catch (IOException wrong) {
            throw new WrongContent("copy of program " + manifest.id() + ": " + wrong.getMessage(), wrong);
        }
        if (!has(segment)) {
            Incoming on = claim(segment);
            on.sidecar = bytes.clone();
            on.index = index;
            holdIfWhole(segment, on);
        }
    }

    /** Takes all remaining bytes, which follow on {@link #bytesHave}. @throws WrongContent when there are too many */
    public void append(int segment, ByteBuffer bytes) throws IOException {
        Manifest.Entry entry = entry(segment);
        requireOpen();
        if (bytes.remaining() > entry.bytes() - bytesHave(segment)) {
            throw new WrongContent("segment " + segment + " of program " + manifest.id() + " has " + entry.bytes()
                    + " bytes, the source sends more");
        }
        if (!bytes.hasRemaining()) {
            return;
        }
        Incoming on = claim(segment);
        guarded(() -> {
            PartFile part = on.media;
            if (part == null) {
                part = files.media(segment, entry.bytes());
                on.media = part;
            }
            part.write(bytes);
        });
    }

    /** Lets a stream play as much as possible of what came. */
    public void flush(int segment) throws IOException {
        Incoming on = incoming.get(segment);
        PartFile part = on == null ? null : on.media;
        if (part != null && !ended) {
            guarded(part::flush);
        }
    }

    /**
     * All bytes of the segment came. It is held when this returns, or when its sidecar comes.
     *
     * @throws WrongContent when its hash is wrong: it is dropped, ask anew
     */
    public void finishSegment(int segment) throws IOException {
        Manifest.Entry entry = entry(segment);
        requireOpen();
        Incoming on = incoming.get(segment);
        if (has(segment) || (on != null && on.whole)) {
            return;
        }
        PartFile part = on == null ? null : on.media;
        if (on == null || part == null || part.bytes() != entry.bytes()) {
            throw new StoreException("segment " + segment + " of program " + manifest.id() + " has " + entry.bytes()
                    + " bytes, only " + bytesHave(segment) + " came");
        }
        files.ended(segment);
        if (!part.hash().equals(entry.sha256())) {
            on.media = null;
            files.forget(segment);
            guarded(part::discard);
            throw new WrongContent("segment " + segment + " of program " + manifest.id()
                    + " came damaged: its hash is wrong");
        }
        guarded(part::publish);
        on.whole = true;
        holdIfWhole(segment, on);
    }

    /** Media first, then the manifest, then the sidecar: what has a sidecar's name is whole. */
    private void holdIfWhole(int segment, Incoming on) throws IOException {
        byte[] sidecar = on.sidecar;
        if (!on.whole || sidecar == null) {
            return;
        }
        ProgramFolder folder = files.folderOf(segment);
        guarded(() -> {
            arrivals.manifestInto(folder, manifest);
            folder.write(StoreFiles.sidecar(segment), sidecar);
            folder.force();
        });
        arrivals.held(manifest, segment, folder.path());
        incoming.remove(segment);
        arrivals.release(manifest.id(), segment);
    }

    /** Whether nothing more is taken, be it for an error of the disk. */
    public boolean ended() {
        return ended;
    }

    /** No more of a segment comes: what did is not kept, and another may take it in. No-op for one that is held. */
    public void abandon(int segment) {
        Incoming on = incoming.remove(segment);
        if (on != null && !ended) {
            drop(segment, on);
            files.forget(segment);
        }
    }

    /** Everything came: the program is on the disks, whole, when this returns. */
    public Program complete() throws IOException {
        requireOpen();
        Program program = arrivals.holding(manifest.id()).orElse(null);
        if (program == null || !program.isWhole()) {
            int have = program == null ? 0 : program.heldSegments().cardinality();
            throw new StoreException("copy of program " + manifest.id() + " has " + have + " of "
                    + manifest.segments().size() + " segments");
        }
        close();
        return program;
    }

    /** Ends it; segments that are held stay, others are not kept. No-op after the end. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            incoming.forEach(this::drop);
            incoming.clear();
            arrivals.received(manifest.id());
        }
    }

    private void drop(int segment, Incoming on) {
        PartFile part = on.media;
        if (part != null) {
            if (!on.whole) {
                files.ended(segment);
            }
            closeQuietly(part);
        }
        arrivals.release(manifest.id(), segment);
    }

    /** Hash of a sidecar or segment, as the manifest has it. */
    public static String hash(byte[] bytes) {
        return Sha256.hex(bytes);
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
                close();
            }
        }
    }

    private Incoming claim(int segment) throws StoreException {
        Incoming on = incoming.get(segment);
        if (on != null) {
            return on;
        }
        if (incoming.size() >= MAX_OPEN) {
            throw new StoreException("more than " + MAX_OPEN + " segments of program " + manifest.id() + " at once");
        }
        arrivals.claim(manifest.id(), segment);
        Incoming fresh = new Incoming();
        incoming.put(segment, fresh);
        return fresh;
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
