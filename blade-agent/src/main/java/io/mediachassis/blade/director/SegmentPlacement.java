package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which engines shall hold a segment. Pure; any thread.
 *
 * <p>Whole programs stay together: the engines that hold most of a program complete it, then the emptiest. Spread ones
 * are dealt out in runs of segments by rendezvous hashing, so that every engine gets its share of every program, and an
 * engine that comes or goes moves nothing but its own share.
 *
 * @param copies of each segment in the chassis, 1 to 16
 * @param run consecutive segments that stay on one engine; 0: the whole program
 */
public record SegmentPlacement(int copies, int run) {
    /** Engines that shall hold the segment and don't. */
    List<Engine> lacking(ProgramHolding program, int segment, SegmentLocationTable table) {
        String id = program.getProgramId();
        List<Engine> holders = table.holders(id, segment);
        if (run == 0 && holders.size() >= copies) {
            return List.of();
        }
        return wanted(program, segment, table).stream()
                .filter(engine -> !engine.holds(id, segment))
                .toList();
    }

    /** Engines that may drop the segment: those that shall hold it do. */
    List<Engine> surplus(ProgramHolding program, int segment, SegmentLocationTable table) {
        String id = program.getProgramId();
        List<Engine> wanted = wanted(program, segment, table);
        boolean served = wanted.size() >= copies
                && wanted.stream().allMatch(engine -> engine.reachable() && engine.holds(id, segment));
        if (!served) {
            return List.of();
        }
        return table.holders(id, segment).stream()
                .filter(engine -> !wanted.contains(engine))
                .toList();
    }

    private List<Engine> wanted(ProgramHolding program, int segment, SegmentLocationTable table) {
        List<Engine> fit = new ArrayList<>();
        for (Engine engine : table.engines()) {
            boolean room = engine.load().getDiskFreeBytes() > program.getBytes();
            if (engine.inService() && (room || engine.holds(program.getProgramId(), segment))) {
                fit.add(engine);
            }
        }
        fit.sort(run == 0 ? together(program) : spread(program, segment / run));
        return fit.subList(0, Math.min(copies, fit.size()));
    }

    private static Comparator<Engine> together(ProgramHolding program) {
        return Comparator.comparingInt((Engine engine) -> -held(engine, program.getProgramId()))
                .thenComparingInt(engine -> engine.programs().size())
                .thenComparingInt(Engine::slot);
    }

    private static Comparator<Engine> spread(ProgramHolding program, int runNumber) {
        return Comparator.comparingLong((Engine engine) -> -weight(program.getProgramId(), runNumber, engine.slot()));
    }

    private static int held(Engine engine, String programId) {
        ProgramHolding holding = engine.programs().get(programId);
        int held = 0;
        for (int i = 0; holding != null && i + 1 < holding.getSegmentRangesCount(); i += 2) {
            held += holding.getSegmentRanges(i + 1) - holding.getSegmentRanges(i) + 1;
        }
        return held;
    }

    /** The same on every blade and in every run: an election moves nothing. */
    private static long weight(String programId, int runNumber, int slot) {
        long hash = programId.hashCode() * 31L + runNumber;
        hash = hash * 0x9E3779B97F4A7C15L + slot;
        // The finisher of SplitMix64, so that neighbours share nothing.
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return (hash ^ (hash >>> 31)) >>> 1;
    }
}
