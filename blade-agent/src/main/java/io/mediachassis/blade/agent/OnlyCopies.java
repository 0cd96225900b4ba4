package io.mediachassis.blade.agent;

import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Counts the segments on a volume of this blade that no other blade of the station can give. Any thread. */
final class OnlyCopies implements ToIntFunction<Path> {
    private final int slot;
    private final ProgramStore store;
    private final Supplier<SegmentLocationTable> table;

    OnlyCopies(int slot, ProgramStore store, Supplier<SegmentLocationTable> table) {
        this.slot = slot;
        this.store = store;
        this.table = table;
    }

    /** @param folder the volume's */
    @Override
    public int applyAsInt(Path folder) {
        SegmentLocationTable now = table.get();
        return store.holdings().stream()
                .mapToInt(program -> (int) program.heldSegments().stream()
                        .filter(n -> program.segment(n).file().startsWith(folder) && !elsewhere(now, program, n))
                        .count())
                .sum();
    }

    private boolean elsewhere(SegmentLocationTable now, Program program, int segment) {
        return now.holders(program.id(), segment).stream().anyMatch(engine -> engine.slot() != slot);
    }
}
