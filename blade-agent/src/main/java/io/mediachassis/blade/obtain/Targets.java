package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SegmentPlacement;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Which engine of this station takes a segment from another one: that which shall hold it once all is here, so that nothing is
 * moved afterwards; where none of these has room, the one that can make the most, be it by leave of the head-end. That is
 * asked for when its disk is really full. Pure; any thread.
 */
public final class Targets {
    private final SegmentPlacement placement;

    public Targets(SegmentPlacement placement) {
        this.placement = placement;
    }

    /**
     * The slot; empty: none can take it now.
     *
     * @param program its shape
     * @param preferred the engine that a console's stream can't leave, or had better not; 0: none
     * @param able whether an engine may be given one more copy
     * @param stays whether a program of which an engine has the last copy is not to go for this one
     */
    Optional<Integer> choose(
            ProgramHolding program, int segment, int preferred, SegmentLocationTable table, IntPredicate able,
            Predicate<String> stays) {
        long one = program.getBytes() / Math.max(1, program.getSegmentsTotal());
        Optional<Engine> asked = table.engine(preferred)
                .filter(engine -> engine.inService() && able.test(preferred) && most(engine, stays) > one);
        if (asked.isPresent()) {
            return Optional.of(preferred);
        }
        Optional<Integer> placed = placement.lacking(program, segment, table).stream()
                .map(Engine::slot)
                .filter(able::test)
                .findFirst();
        return placed.isPresent() ? placed : table.engines().stream()
                .filter(engine -> engine.inService() && able.test(engine.slot()) && most(engine, stays) > one)
                .max(Comparator.comparing((Engine engine) -> room(engine) > one)
                        .thenComparingLong(engine -> most(engine, stays)))
                .map(Engine::slot);
    }

    /** Whether it is the size that is in the way: some engine has room, and none for a segment of this program. */
    static boolean tooLarge(ProgramHolding program, SegmentLocationTable table, Predicate<String> stays) {
        long one = program.getBytes() / Math.max(1, program.getSegmentsTotal());
        long most = table.engines().stream()
                .filter(Engine::inService)
                .mapToLong(engine -> most(engine, stays))
                .max()
                .orElse(0);
        return most > 0 && most <= one;
    }

    private static long room(Engine engine) {
        return engine.load().getDiskFreeBytes() + engine.load().getDiskEvictableBytes();
    }

    /** The same, if all last copies went too that may. */
    private static long most(Engine engine, Predicate<String> stays) {
        long leavable = engine.load().getDiskLeavableBytes();
        return room(engine) + (leavable == 0 ? 0 : Math.min(leavable, engine.stored().byProgram().entrySet().stream()
                .filter(program -> !stays.test(program.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum()));
    }
}
