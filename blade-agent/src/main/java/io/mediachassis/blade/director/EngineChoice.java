package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
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

    /** Who serves a console that starts at the program's beginning. */
    public static Choice toServe(SegmentLocationTable table, String programId) {
        return table.program(programId).isEmpty() ? new NoneHolds() : toSend(table, programId, 0, Set.of());
    }

    /** The least busy of the engines that hold the segment and may be given work. */
    public static Choice toSend(SegmentLocationTable table, String programId, int segment, Set<Integer> excluded) {
        List<Engine> holders = table.holders(programId, segment);
        if (holders.isEmpty()) {
            return new NoneHolds();
        }
        Engine best = null;
        for (Engine engine : holders) {
            if (engine.inService() && !excluded.contains(engine.slot()) && hasRoom(engine.load())
                    && (best == null || busyness(engine) < busyness(best))) {
                best = engine;
            }
        }
        return best == null ? new AllBusy() : new Chosen(best);
    }

    /**
     * Who sends a running stream's next segment: the engine that sends now where it holds it, since a move gains nothing
     * and costs a little; its stream is counted there already.
     */
    public static Choice toSendOn(
            SegmentLocationTable table, String programId, int segment, int sending, Set<Integer> excluded) {
        for (Engine engine : table.holders(programId, segment)) {
            if (engine.slot() == sending && engine.inService() && !excluded.contains(sending)) {
                return new Chosen(engine);
            }
        }
        return toSend(table, programId, segment, excluded);
    }

    /** The engine in service with the most free space, where at least {@code bytes} are free; or none. */
    public static Choice toStore(SegmentLocationTable table, long bytes) {
        Engine best = null;
        boolean anyInService = false;
        for (Engine engine : table.engines()) {
            if (!engine.inService()) {
                continue;
            }
            anyInService = true;
            long free = engine.load().getDiskFreeBytes();
            if (free > bytes && (best == null || emptier(engine, best))) {
                best = engine;
            }
        }
        if (best != null) {
            return new Chosen(best);
        }
        return anyInService ? new AllBusy() : new NoneHolds();
    }

    // Blades of a simulated unit share one disk, so that free space ties; fewer programs spreads them all the same.
    private static boolean emptier(Engine engine, Engine than) {
        if (engine.programs().size() != than.programs().size()) {
            return engine.programs().size() < than.programs().size();
        }
        return engine.load().getDiskFreeBytes() > than.load().getDiskFreeBytes();
    }

    private static boolean hasRoom(LoadReport load) {
        boolean streams = load.getStreamsCapacity() == 0 || load.getStreams() < load.getStreamsCapacity();
        boolean egress = load.getEgressCapacityBps() == 0 || load.getEgressBps() < load.getEgressCapacityBps();
        return streams && egress;
    }

    private static double busyness(Engine engine) {
        LoadReport load = engine.load();
        double streams = (double) load.getStreams() / Math.max(1, load.getStreamsCapacity());
        double egress = (double) load.getEgressBps() / Math.max(1, load.getEgressCapacityBps());
        return Math.max(streams, egress);
    }
}
