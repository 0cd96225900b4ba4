package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.List;
import java.util.Set;

/**
 * Which engine serves a console, or takes a program in (seed 002 claim 18, seed 003 claims 6 and 16: chosen by load and
 * status). Pure; any thread.
 */
public final class EngineChoice {
    private EngineChoice() {}

    /** What the director answers. */
    public sealed interface Choice permits Chosen, NoneHolds, AllBusy {}

    /** This engine takes it. */
    public record Chosen(Engine engine) implements Choice {}

    /** No engine of this station holds the program: an answer, not an error (mission M3). */
    public record NoneHolds() implements Choice {}

    /** Engines hold it, but none may take another stream now. */
    public record AllBusy() implements Choice {}

    /** Who serves a console that starts at the program's beginning, and notes it. */
    public static Choice toServe(
            SegmentLocationTable table, Headroom headroom, Use use, String programId, long nowNs) {
        return choose(table.servers(programId), 0, headroom, use, programId, nowNs);
    }

    /** The engine with the most headroom of those that hold the segment and may be given work; notes it. */
    public static Choice toSend(
            SegmentLocationTable table, Headroom headroom, String programId, int segment, Set<Integer> excluded,
            long nowNs) {
        return choose(
                table.holders(programId, segment), SlotBits.of(excluded), headroom, Use.STREAM, programId, nowNs);
    }

    /** Who gives one segment of a program over HTTP, and notes it. */
    public static Choice toGive(
            SegmentLocationTable table, Headroom headroom, String programId, int segment, long nowNs) {
        return choose(table.holders(programId, segment), 0, headroom, Use.DOWNLOAD, programId, nowNs);
    }

    private static Choice choose(
            List<Engine> holders, int excluded, Headroom headroom, Use use, String programId, long nowNs) {
        if (holders.isEmpty()) {
            return new NoneHolds();
        }
        ProgramHolding program = holders.get(0).programs().get(programId);
        Engine best = headroom.choose(holders, excluded, use, program == null ? 0 : program.getBitRate(), nowNs);
        return best == null ? new AllBusy() : new Chosen(best);
    }

    /**
     * Who sends a running stream's next segment: the engine that sends now where it holds it, since a move gains
     * nothing and costs a little; its stream is counted there already.
     */
    public static Choice toSendOn(
            SegmentLocationTable table, Headroom headroom, String programId, int segment, int sending,
            Set<Integer> excluded, long nowNs) {
        for (Engine engine : table.holders(programId, segment)) {
            if (engine.slot() == sending && engine.inService() && !excluded.contains(sending)) {
                return new Chosen(engine);
            }
        }
        return toSend(table, headroom, programId, segment, excluded, nowNs);
    }

    /**
     * The emptiest engine in service ({@link Vacancy#EMPTIEST}) of those with more than {@code bytes} free; where none
     * has, the one that can make the most room by evicting; or none.
     */
    public static Choice toStore(SegmentLocationTable table, long bytes) {
        Engine best = null;
        Engine making = null;
        boolean anyInService = false;
        for (Engine engine : table.engines()) {
            if (!engine.inService()) {
                continue;
            }
            anyInService = true;
            long free = engine.load().getDiskFreeBytes();
            if (free > bytes && (best == null || Vacancy.EMPTIEST.compare(engine, best) < 0)) {
                best = engine;
            }
            if (room(engine) > bytes && (making == null || room(engine) > room(making))) {
                making = engine;
            }
        }
        Engine taking = best != null ? best : making;
        if (taking != null) {
            return new Chosen(taking);
        }
        return anyInService ? new AllBusy() : new NoneHolds();
    }

    private static long room(Engine engine) {
        return engine.load().getDiskFreeBytes() + engine.load().getDiskEvictableBytes();
    }
}
