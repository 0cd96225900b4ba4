package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.IndexTimeLine;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.storage.GrowingProgram;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.storage.SegmentReceiver.Growing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the segments of programs are for the playout: in the store, be their program still on its way in, arriving by a
 * copy, or not on this blade. Any thread.
 */
public final class ProgramSegments implements HeldSegments {
    private static final Path ELSEWHERE = Path.of("elsewhere");

    private final ProgramStore store;
    private final ArrivingSegments arriving;

    public ProgramSegments(ProgramStore store, ArrivingSegments arriving) {
        this.store = store;
        this.arriving = arriving;
    }

    @Override
    public Optional<Manifest> manifest(String programId) {
        // In this order: what is published just now is held before it is no longer growing.
        Optional<GrowingProgram> growing = store.growing(programId);
        return store.holding(programId)
                .map(Program::manifest)
                .or(() -> growing.map(GrowingProgram::soFar))
                .or(() -> arriving.manifest(programId));
    }

    @Override
    public boolean isGrowing(String programId) {
        return store.growing(programId).isPresent() && store.holding(programId).isEmpty();
    }

    @Override
    public boolean isWhole(Manifest manifest, int n) {
        return grown(manifest, n).isPresent()
                || store.holding(manifest.id()).map(program -> program.holds(n)).orElse(false);
    }

    /** The program, where it is being taken in and has that segment. */
    private Optional<GrowingProgram> grown(Manifest manifest, int n) {
        return store.growing(manifest.id())
                .filter(growing -> n < growing.segments().size()
                        && growing.soFar().segments().get(n).equals(manifest.segments().get(n)));
    }

    @Override
    public boolean isArriving(Manifest manifest, int n) {
        return arriving.segment(manifest.id(), n).isPresent();
    }

    @Override
    public PlayoutSegment segment(Manifest manifest, int n) throws IOException {
        Optional<GrowingProgram> grown = grown(manifest, n);
        if (grown.isPresent()) {
            Segment segment = grown.get().segments().get(n);
            return new PlayoutSegment(
                    segment.file(), segment.bytes(), new IndexTimeLine(grown.get().indexes().get(n)));
        }
        Optional<Program> held = store.holding(manifest.id()).filter(program -> program.holds(n));
        if (held.isPresent()) {
            Segment segment = held.get().segment(n);
            return new PlayoutSegment(
                    segment.file(), segment.bytes(), new IndexTimeLine(held.get().index(n)));
        }
        Manifest.Entry entry = manifest.segments().get(n);
        Optional<Growing> growing = arriving.segment(manifest.id(), n);
        if (growing.isPresent()) {
            Growing here = growing.get();
            return new PlayoutSegment(
                    here.file(), entry.bytes(), new IndexTimeLine(here.index()), here.readable()::getAsLong);
        }
        return new PlayoutSegment(ELSEWHERE, entry.bytes(), new Outline(entry), () -> 0);
    }

    /** What the manifest tells of a segment's time: its ends, and a straight line between them. */
    private record Outline(Manifest.Entry entry) implements TimeLine {
        @Override
        public long startTicks() {
            return entry.startTicks();
        }

        @Override
        public long endTicks() {
            return entry.startTicks() + entry.durationTicks();
        }

        @Override
        public long timeAt(long offset) {
            return startTicks() + (long) ((double) offset / entry.bytes() * entry.durationTicks());
        }

        @Override
        public long offsetAt(long ticks) {
            double part = (double) (ticks - startTicks()) / Math.max(1, entry.durationTicks());
            long packets = (long) (Math.max(0, Math.min(1, part)) * entry.bytes() / PlayoutSegment.TS_PACKET);
            return packets * PlayoutSegment.TS_PACKET;
        }

        @Override
        public long accessPointAt(long ticks) {
            return 0;
        }
    }
}
