package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which engines shall hold a segment. Pure; any thread.
 *
 * <p>Whole programs stay together: the engines that hold most of a program complete it, then the emptiest
 * ({@link Vacancy#EMPTIEST}). Spread ones are dealt out in runs of segments by weighted rendezvous hashing: every
 * engine gets a share of every program as large as its share of the station's room ({@link Vacancy#places}), and one
 * that comes or goes moves nothing but its own share. One that is loaded counts half where it would be given something.
 *
 * <p>What is stored stays where it is until that is worth a copy: an engine that holds a segment counts an eighth more
 * for it, is not asked for room, and its load is no reason to move anything.
 *
 * <p>An engine that is to be taken out is none that shall hold anything, so that what it has is copied elsewhere first.
 *
 * @param copies of each segment in the chassis, 1 to 16
 * @param run consecutive segments that stay on one engine; 0: the whole program
 */
public record SegmentPlacement(int copies, int run) {
    private static final double STAYING = 1.125;
    private static final double LOADED = 0.5;

    private record Ranked(Engine engine, double rank) {}

    /** Engines that shall hold the segment and don't. */
    public List<Engine> lacking(ProgramHolding program, int segment, SegmentLocationTable table) {
        String id = program.getProgramId();
        long staying = table.holders(id, segment).stream().filter(engine -> engine.stays() && engine.keeps(id, segment)).count();
        if (run == 0 && staying >= copies) {
            return List.of();
        }
        return wanted(program, segment, table).stream()
                .filter(engine -> !engine.keeps(id, segment))
                .toList();
    }

    /**
     * Engines that may drop the segment: those that shall hold it do. One that is to go keeps what it has: it may stay. What
     * groups brought is not the director's to drop.
     */
    List<Engine> surplus(ProgramHolding program, int segment, SegmentLocationTable table) {
        String id = program.getProgramId();
        List<Engine> wanted = wanted(program, segment, table);
        boolean served = wanted.size() >= copies
                && wanted.stream().allMatch(engine -> engine.reachable() && engine.keeps(id, segment));
        if (!served) {
            return List.of();
        }
        return table.holders(id, segment).stream()
                .filter(engine -> !wanted.contains(engine) && engine.stays() && engine.keeps(id, segment))
                .toList();
    }

    private List<Engine> wanted(ProgramHolding program, int segment, SegmentLocationTable table) {
        String id = program.getProgramId();
        double places = 0;
        for (Engine engine : table.engines()) {
            places += engine.inService() ? Vacancy.places(engine) : 0;
        }
        List<Ranked> fit = new ArrayList<>();
        for (Engine engine : table.engines()) {
            boolean holds = engine.keeps(id, segment);
            if (engine.inService() && (holds || hasRoom(engine, program, places))) {
                fit.add(new Ranked(engine, run == 0 ? 0 : rank(engine, id, segment / run, holds)));
            }
        }
        fit.sort(run == 0 ? together(id) : Comparator.comparingDouble(ranked -> -ranked.rank()));
        return fit.stream().limit(copies).map(Ranked::engine).toList();
    }

    private static Comparator<Ranked> together(String programId) {
        return Comparator.comparingLong((Ranked ranked) -> -ranked.engine().stored().of(programId))
                .thenComparing(Ranked::engine, Vacancy.EMPTIEST);
    }

    /**
     * Whether the engine has room for what is still to come of its share of the program.
     *
     * @param places of all engines in service together
     */
    private boolean hasRoom(Engine engine, ProgramHolding program, double places) {
        double bytes = (double) program.getBytes();
        double share = run == 0 ? bytes : Math.min(bytes, bytes * copies * Vacancy.places(engine) / places);
        double one = bytes * Math.max(1, run) / Math.max(1, program.getSegmentsTotal());
        double toCome = Math.max(Math.min(one, bytes), share - (double) engine.stored().of(program.getProgramId()));
        return (double) engine.load().getDiskFreeBytes() > toCome;
    }

    /**
     * The weight divided by an exponentially distributed number that the engine, the program and the run give: the
     * highest is an engine's with a probability of its share of all weights. The same on every blade and in every run:
     * an election moves nothing.
     */
    private static double rank(Engine engine, String programId, int runNumber, boolean holds) {
        double weight = Vacancy.places(engine) * (holds ? STAYING : Vacancy.loaded(engine) ? LOADED : 1);
        double uniform = (double) ((hash(programId, runNumber, engine.slot()) >>> 11) + 1) * 0x1p-53;
        return weight / Math.max(Double.MIN_NORMAL, -StrictMath.log(uniform));
    }

    private static long hash(String programId, int runNumber, int slot) {
        long hash = programId.hashCode() * 31L + runNumber;
        hash = hash * 0x9E3779B97F4A7C15L + slot;
        // The finisher of SplitMix64, so that neighbours share nothing.
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}
