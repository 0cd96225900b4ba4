package io.mediachassis.blade.fill;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes segments that groups bring. As any copy's, their hashes are checked, and they are played while they arrive. What is
 * ordered for one that is no longer open does nothing. One thread, that of the disk work.
 */
final class SegmentFills {
    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final FilledSegments filled;
    private final BiConsumer<String, Integer> onLost;
    private final Counts<FillCounter> counts;
    private final Map<String, OneProgram> programs = new HashMap<>();

    /** What is open of a program, by segment. */
    private record OneProgram(SegmentReceiver receiver, Map<Integer, Fill> open) {
        boolean has(Fill fill) {
            return fill.equals(open.get(fill.segment()));
        }
    }

    /** @param onLost hears of a segment that was on its way and does not come; streams may play it */
    SegmentFills(
            ProgramStore store, ArrivingSegments arriving, FilledSegments filled, BiConsumer<String, Integer> onLost,
            Counts<FillCounter> counts) {
        this.store = store;
        this.arriving = arriving;
        this.filled = filled;
        this.onLost = onLost;
        this.counts = counts;
    }

    /** @throws IOException where it can't be stored now, is here, or comes otherwise */
    void begin(Fill fill, Manifest manifest, byte[] index) throws IOException {
        OneProgram program = programs.get(fill.programId());
        if (program == null) {
            program = new OneProgram(store.receive(manifest), new HashMap<>());
            programs.put(fill.programId(), program);
        }
        SegmentReceiver receiver = program.receiver();
        boolean begun = false;
        try {
            require(manifest.segments().get(fill.segment()).bytes());
            receiver.sidecar(fill.segment(), index);
            begun = !receiver.has(fill.segment()) && arriving.begin(manifest, fill.segment());
            if (!begun) {
                throw new IOException("it is here, or being copied already");
            }
            program.open().put(fill.segment(), fill);
        } finally {
            if (!begun) {
                receiver.abandon(fill.segment());
                closeIfIdle(fill.programId(), program);
            }
        }
    }

    private void require(long bytes) throws IOException {
        try {
            store.requireRoom(bytes);
        } catch (DiskFull e) {
            counts.add(FillCounter.NO_ROOM);
            throw e;
        }
    }

    /** Takes all remaining bytes. */
    void append(Fill fill, ByteBuffer bytes) throws IOException {
        OneProgram program = programs.get(fill.programId());
        if (program != null && program.has(fill)) {
            SegmentReceiver receiver = program.receiver();
            receiver.append(fill.segment(), bytes);
            receiver.flush(fill.segment());
            receiver.growing(fill.segment())
                    .ifPresent(growing -> arriving.progress(receiver.manifest(), fill.segment(), growing));
        }
    }

    /** All of it came. Returns whether it is held now. */
    boolean finish(Fill fill) throws IOException {
        OneProgram program = programs.get(fill.programId());
        if (program == null || !program.has(fill)) {
            return false;
        }
        program.receiver().finishSegment(fill.segment());
        counts.add(FillCounter.SEGMENTS);
        end(program, fill, true);
        return true;
    }

    /**
     * No more of it comes. Where the disk is the reason, of the program's others neither.
     *
     * @return those, too
     */
    List<Fill> abandon(Fill fill) {
        OneProgram program = programs.get(fill.programId());
        if (program == null || !program.has(fill)) {
            if (program == null || !program.open().containsKey(fill.segment())) {
                // A later attempt keeps the room that it takes.
                filled.remove(fill.programId(), fill.segment());
            }
            return List.of();
        }
        boolean all = program.receiver().ended();
        List<Fill> gone = all ? List.copyOf(program.open().values()) : List.of(fill);
        for (Fill one : gone) {
            counts.add(FillCounter.FAILED);
            filled.remove(one.programId(), one.segment());
            program.receiver().abandon(one.segment());
            end(program, one, false);
        }
        gone.forEach(one -> onLost.accept(one.programId(), one.segment()));
        return gone;
    }

    private void end(OneProgram program, Fill fill, boolean held) {
        program.open().remove(fill.segment());
        arriving.end(program.receiver().manifest(), fill.segment(), held);
        closeIfIdle(fill.programId(), program);
    }

    private void closeIfIdle(String programId, OneProgram program) {
        if (program.open().isEmpty()) {
            program.receiver().close();
            programs.remove(programId, program);
        }
    }

    /** Gives up what is open. */
    void close() {
        List.copyOf(programs.values()).forEach(program -> List.copyOf(program.open().values()).forEach(this::abandon));
    }
}
