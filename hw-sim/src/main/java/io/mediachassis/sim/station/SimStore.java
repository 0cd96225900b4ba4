package io.mediachassis.sim.station;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.engine.HeldSegments;
import io.mediachassis.blade.engine.SegmentShelf;
import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.storage.Manifest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a blade's disks hold: it outlives the process, not the disks. */
final class SimStore implements HeldSegments, SegmentShelf {
    private static final Path ELSEWHERE = Path.of("elsewhere");

    /** Of the capacity: where too much is stored, and how far it is emptied. */
    private static final int HIGH_TENTHS = 7;
    private static final int LOW_TENTHS = 6;

    private final StationWorld world;
    private final SimBlade blade;
    private final long capacity;
    /** By program and segment. */
    private final @Nullable Copy[][] copies;
    private boolean changed = true;
    private HoldingsPush push = HoldingsPush.getDefaultInstance();

    /** One copy of a segment, perhaps a part of it. */
    static final class Copy {
        final long length;
        long bytes;
        /** A process fetches it just now. */
        boolean arriving;
        boolean gone;

        Copy(long length, long bytes) {
            this.length = length;
            this.bytes = bytes;
        }

        boolean whole() {
            return bytes == length;
        }

        long readable() {
            return bytes;
        }
    }

    SimStore(SimBlade blade, long capacity) {
        this.blade = blade;
        this.world = blade.world;
        this.capacity = capacity;
        this.copies = new Copy[world.programs.size()][];
        for (int p = 0; p < copies.length; p++) {
            copies[p] = new Copy[world.programs.get(p).segments()];
        }
    }

    @Nullable Copy copy(SimProgram program, int segment) {
        return copies[world.programs.indexOf(program)][segment];
    }

    boolean holds(SimProgram program, int segment) {
        Copy copy = copy(program, segment);
        return copy != null && copy.whole();
    }

    void put(SimProgram program, int segment, long bytes) {
        copies[world.programs.indexOf(program)][segment] = new Copy(program.length(segment), bytes);
        changed = true;
    }

    /** A copy that begins, or goes on where it broke off; null where there is no room. */
    @Nullable Copy begin(SimProgram program, int segment) {
        Copy known = copy(program, segment);
        if (known != null) {
            return known;
        }
        if (freeBytes() < program.length(segment)) {
            return null;
        }
        put(program, segment, 0);
        return copy(program, segment);
    }

    void drop(SimProgram program, int segment) {
        Copy copy = copy(program, segment);
        if (copy != null) {
            copy.gone = true;
            copies[world.programs.indexOf(program)][segment] = null;
            changed = true;
        }
    }

    void changed() {
        changed = true;
    }

    /** New disks: nothing is left. */
    void wipe() {
        for (SimProgram program : world.programs) {
            for (int n = 0; n < program.segments(); n++) {
                drop(program, n);
            }
        }
    }

    /** The process ended: nothing arrives any more. */
    void stopArrivals() {
        for (Copy[] program : copies) {
            for (Copy copy : program) {
                if (copy != null) {
                    copy.arriving = false;
                }
            }
        }
    }

    boolean anyArriving() {
        for (Copy[] program : copies) {
            for (Copy copy : program) {
                if (copy != null && copy.arriving) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What has begun to arrive counts whole, as its room is taken. */
    long freeBytes() {
        if (!(blade.disk.fault() instanceof VolumeFault.Well || blade.disk.fault() instanceof VolumeFault.Slow)) {
            return 0;
        }
        long free = capacity;
        for (Copy[] program : copies) {
            for (Copy copy : program) {
                free -= copy == null ? 0 : copy.length;
            }
        }
        return Math.max(0, free);
    }

    long totalBytes() {
        return capacity;
    }

    /** Bytes that can be put here without being offered for eviction soon, as {@code WaterMarks} has it. */
    long roomBytes() {
        return world.evicting ? Math.max(0, freeBytes() - (capacity - LOW_TENTHS * capacity / 10)) : freeBytes();
    }

    /** Bytes that are to go, once there are too many. */
    long excessBytes() {
        long used = capacity - freeBytes();
        return world.evicting && used >= HIGH_TENTHS * capacity / 10 ? used - LOW_TENTHS * capacity / 10 : 0;
    }

    HoldingsPush push() {
        if (changed) {
            changed = false;
            HoldingsPush.Builder all = HoldingsPush.newBuilder();
            for (SimProgram program : world.programs) {
                ProgramHolding holding = holding(program);
                if (holding.getSegmentRangesCount() > 0 || holding.getArrivingSegmentsCount() > 0) {
                    all.addPrograms(holding);
                }
            }
            push = all.build();
        }
        return push;
    }

    private ProgramHolding holding(SimProgram program) {
        ProgramHolding.Builder holding = ProgramHolding.newBuilder()
                .setProgramId(program.id)
                .setTitle(program.id)
                .setDurationMs(TimeUnit.SECONDS.toMillis(program.durationTicks() / 27_000_000))
                .setBytes(program.manifest.bytes())
                .setSegmentsTotal(program.segments())
                .setManifestHash(ByteString.copyFromUtf8(program.id))
                .setBitRate(program.bitRate());
        for (int n = 0; n < program.segments(); n++) {
            Copy copy = copy(program, n);
            if (copy != null && copy.arriving && copy.bytes > 0) {
                holding.addArrivingSegments(n);
            }
        }
        for (int n = 0; n < program.segments(); n++) {
            if (holds(program, n)) {
                int first = n;
                while (n + 1 < program.segments() && holds(program, n + 1)) {
                    n++;
                }
                holding.addSegmentRanges(first).addSegmentRanges(n);
            }
        }
        return holding.build();
    }

    @Override
    public Optional<ByteString> manifestHash(String programId) {
        return manifest(programId).map(held -> ByteString.copyFromUtf8(programId));
    }

    @Override
    public boolean holds(String programId, int segment) {
        return holds(world.program(programId), segment);
    }

    @Override
    public boolean drop(String programId, int segment) {
        SimProgram program = world.program(programId);
        if (!holds(program, segment)) {
            return false;
        }
        world.invariants.dropping(blade, program, segment);
        drop(program, segment);
        blade.parts().reports.onHoldingsChanged();
        return true;
    }

    // ---- for the engine ----------------------------------------------------------------------------------------

    @Override
    public Optional<Manifest> manifest(String programId) {
        SimProgram program = world.program(programId);
        for (int n = 0; n < program.segments(); n++) {
            Copy copy = copy(program, n);
            if (copy != null && (copy.whole() || copy.arriving)) {
                return Optional.of(program.manifest);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isWhole(Manifest manifest, int segment) {
        return holds(world.program(manifest.id()), segment);
    }

    @Override
    public boolean isArriving(Manifest manifest, int segment) {
        Copy copy = copy(world.program(manifest.id()), segment);
        return copy != null && copy.arriving && copy.bytes > 0;
    }

    @Override
    public PlayoutSegment segment(Manifest manifest, int segment) {
        SimProgram program = world.program(manifest.id());
        Copy copy = copy(program, segment);
        if (copy != null && (copy.whole() || copy.arriving)) {
            return new PlayoutSegment(
                    program.file(segment), program.length(segment), program.line(segment), copy::readable);
        }
        return new PlayoutSegment(ELSEWHERE, program.length(segment), program.line(segment), () -> 0);
    }
}
