package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes segments that groups bring. As any copy's, their hashes are checked, and they are played while they arrive. One
 * thread, that of the disk work; blocks.
 */
final class SegmentFills {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFills.class);

    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final SegmentCopier copier;
    private final FilledSegments filled;
    private final BiFunction<String, Integer, List<URI>> sources;
    private final BiConsumer<String, Integer> onLost;
    private final Counts<FillCounter> counts;
    private final Map<String, OneProgram> programs = new HashMap<>();

    /** What is open of a program. */
    private record OneProgram(SegmentReceiver receiver, Set<Integer> open) {}

    /**
     * @param sources HTTP addresses of engines that hold a segment of a program
     * @param onLost hears of a segment that was on its way and does not come; streams may play it
     */
    SegmentFills(
            ProgramStore store, ArrivingSegments arriving, SegmentCopier copier, FilledSegments filled,
            BiFunction<String, Integer, List<URI>> sources, BiConsumer<String, Integer> onLost,
            Counts<FillCounter> counts) {
        this.store = store;
        this.arriving = arriving;
        this.copier = copier;
        this.filled = filled;
        this.sources = sources;
        this.onLost = onLost;
        this.counts = counts;
    }

    /** @throws IOException where it can't be stored now, or nobody gives its index */
    void begin(String programId, ByteString manifestHash, int segment) throws IOException, InterruptedException {
        OneProgram program = programs.get(programId);
        if (program == null) {
            program = new OneProgram(store.receive(manifest(programId, manifestHash, segment)), new HashSet<>());
            programs.put(programId, program);
        }
        Manifest manifest = program.receiver().manifest();
        boolean begun = false;
        try {
            store.requireRoom(manifest.segments().get(segment).bytes());
            copier.part(program.receiver(), segment, 0, sources.apply(programId, segment));
            begun = arriving.begin(manifest, segment);
            if (!begun) {
                throw new IOException("it is being copied already");
            }
            program.open().add(segment);
        } finally {
            if (!begun) {
                program.receiver().abandon(segment);
                closeIfIdle(programId, program);
            }
        }
    }

    private Manifest manifest(String programId, ByteString hash, int segment) throws IOException, InterruptedException {
        Manifest manifest = store.holding(programId).map(Program::manifest)
                .or(() -> arriving.manifest(programId))
                .orElse(null);
        List<URI> from = manifest == null ? sources.apply(programId, segment) : List.of();
        for (int i = 0; i < from.size() && manifest == null; i++) {
            try {
                manifest = copier.manifest(programId, from.get(i));
            } catch (IOException e) {
                LOG.debug("No manifest of {} from {}", programId, from.get(i), e);
            }
        }
        if (manifest == null || !ByteString.copyFrom(manifest.hash()).equals(hash)) {
            throw new IOException("no engine gives the manifest of the program that its groups send");
        }
        return manifest;
    }

    /** Takes all remaining bytes; nothing where the segment is no longer open. */
    void append(String programId, int segment, ByteBuffer bytes) throws IOException {
        OneProgram program = programs.get(programId);
        if (program == null || !program.open().contains(segment)) {
            return;
        }
        int length = bytes.remaining();
        SegmentReceiver receiver = program.receiver();
        receiver.append(segment, bytes);
        receiver.flush(segment);
        counts.add(FillCounter.BYTES, length);
        receiver.growing(segment).ifPresent(growing -> arriving.progress(receiver.manifest(), segment, growing));
    }

    /** Has the next bytes, up to {@code to}, from an engine. */
    void fetch(String programId, int segment, long to) throws IOException, InterruptedException {
        OneProgram program = programs.get(programId);
        if (program == null || !program.open().contains(segment)) {
            throw new IOException("it is no longer open");
        }
        SegmentReceiver receiver = program.receiver();
        long before = receiver.bytesHave(segment);
        copier.part(receiver, segment, to, sources.apply(programId, segment));
        counts.add(FillCounter.FETCHED_BYTES, to - before);
        receiver.growing(segment).ifPresent(growing -> arriving.progress(receiver.manifest(), segment, growing));
    }

    /** All of it came. */
    void finish(String programId, int segment) throws IOException {
        OneProgram program = programs.get(programId);
        if (program != null && program.open().contains(segment)) {
            SegmentReceiver receiver = program.receiver();
            receiver.finishSegment(segment);
            counts.add(FillCounter.SEGMENTS);
            end(programId, program, segment, true);
        }
    }

    /** No more of it comes. */
    void abandon(String programId, int segment) {
        OneProgram program = programs.get(programId);
        filled.remove(programId, segment);
        if (program != null && program.open().contains(segment)) {
            counts.add(FillCounter.FAILED);
            program.receiver().abandon(segment);
            end(programId, program, segment, false);
            onLost.accept(programId, segment);
        }
    }

    private void end(String programId, OneProgram program, int segment, boolean held) {
        program.open().remove(segment);
        arriving.end(program.receiver().manifest(), segment, held);
        closeIfIdle(programId, program);
    }

    private void closeIfIdle(String programId, OneProgram program) {
        if (program.open().isEmpty()) {
            program.receiver().close();
            programs.remove(programId);
        }
    }

    /** Gives up what is open. */
    void close() {
        for (Map.Entry<String, OneProgram> entry : List.copyOf(programs.entrySet())) {
            List.copyOf(entry.getValue().open()).forEach(segment -> abandon(entry.getKey(), segment));
        }
    }
}
