package io.mediachassis.blade.nvod;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assigns one set's segments to engines that are up and hold them, by load. All streams of a segment go to one engine
 * where its share allows, so that streams that meet in it share what is read; whole programs are dealt out in runs of
 * segments, since each change of engine is a seam. What is assigned stays as long as its engine has no more than its
 * share.
 *
 * <p>A plan is made anew when who is up or holds what has changed. From then on, each {@link #step} replaces at once what
 * has no engine any more, and everything else only while no stream is in it or about to be: nobody has to be told in a
 * hurry. One for each set; pure; one thread.
 */
public final class AssignmentPlanner {
    /** A slot that begins sooner stays with whom it has: an order may be so long on its way. */
    static final long LEAD_NS = 5_000_000_000L;
    /** One that ended since then stays, too: an engine's clock may be a little behind. */
    private static final long BEHIND_NS = 1_000_000_000L;
    /** How far above its share an engine may be before it gives segments away. */
    private static final double TOLERANCE = 1.2;

    private final NvodSet set;
    private final NvodSchedule schedule;
    private @Nullable List<EngineRoom> plannedFor;
    private Assignment target;

    public AssignmentPlanner(NvodSet set) {
        this.set = set;
        this.schedule = new NvodSchedule(set);
        this.target = Assignment.none(set.streams(), set.program().segments());
    }

    /**
     * What is to be assigned now.
     *
     * @param engines those that are up
     * @return empty where nothing is to change
     */
    public Optional<Assignment> step(Assignment current, List<EngineRoom> engines, long stationNs) {
        if (!sameHoldings(engines)) {
            plannedFor = List.copyOf(engines);
            target = plan(current, engines);
        }
        if (target.equals(current)) {
            return Optional.empty();
        }
        Map<Integer, EngineRoom> up = bySlot(engines);
        Assignment.Draft next = current.draft();
        for (int stream = 0; stream < current.streams(); stream++) {
            long now = schedule.slotAt(stream, stationNs - BEHIND_NS);
            long soon = schedule.slotAt(stream, stationNs + LEAD_NS);
            for (int segment = 0; segment < current.segments(); segment++) {
                int slot = current.slot(stream, segment);
                EngineRoom engine = up.get(slot);
                boolean able = engine != null && engine.holds(segment);
                if (!able || !within(segment, now, soon)) {
                    next.set(stream, segment, target.slot(stream, segment));
                }
            }
        }
        return Optional.of(next.done()).filter(changed -> !changed.equals(current));
    }

    /** Whether a stream that goes from one slot to another passes that segment. */
    private boolean within(int segment, long from, long to) {
        for (long slot = Math.max(0, from); slot <= Math.min(to, schedule.slots() - 1); slot++) {
            if (schedule.segment(slot) == segment) {
                return true;
            }
        }
        return false;
    }

    private boolean sameHoldings(List<EngineRoom> engines) {
        List<EngineRoom> before = plannedFor;
        if (before == null || before.size() != engines.size()) {
            return false;
        }
        for (int i = 0; i < engines.size(); i++) {
            if (before.get(i).slot() != engines.get(i).slot() || !before.get(i).held().equals(engines.get(i).held())) {
                return false;
            }
        }
        return true;
    }

    private static Map<Integer, EngineRoom> bySlot(List<EngineRoom> engines) {
        Map<Integer, EngineRoom> map = new HashMap<>();
        engines.forEach(engine -> map.put(engine.slot(), engine));
        return map;
    }

    private Assignment plan(Assignment current, List<EngineRoom> engines) {
        List<EngineRoom> holders = engines.stream().filter(engine -> !engine.held().isEmpty()).toList();
        Map<Integer, Load> loads = new HashMap<>();
        double capacity = 0;
        double work = set.bitRate();
        for (EngineRoom engine : holders) {
            loads.put(engine.slot(), new Load(engine));
            capacity += Math.max(1, engine.capacityBps());
            work += engine.busyBps();
        }
        double share = work / Math.max(1, capacity);
        Assignment.Draft draft = current.draft();
        int last = Assignment.NOBODY;
        ProgramShape program = set.program();
        for (int segment = 0; segment < program.segments(); segment++) {
            double part = (double) (program.startTicks(segment + 1) - program.startTicks(segment))
                    / Math.max(1, program.durationTicks());
            double bps = program.bitRate() * part;
            for (int stream = 0; stream < current.streams(); stream++) {
                int kept = current.slot(stream, segment);
                last = able(loads.get(kept), segment, share * TOLERANCE) ? kept
                        : able(loads.get(last), segment, share) ? last
                        : leastBusy(holders, loads, segment);
                draft.set(stream, segment, last);
                Load chosen = loads.get(last);
                if (chosen != null) {
                    chosen.bps += bps;
                }
            }
        }
        return draft.done();
    }

    private static boolean able(@Nullable Load load, int segment, double share) {
        return load != null && load.engine.holds(segment) && load.part() < share;
    }

    private static int leastBusy(List<EngineRoom> holders, Map<Integer, Load> loads, int segment) {
        int best = Assignment.NOBODY;
        double least = Double.MAX_VALUE;
        for (EngineRoom engine : holders) {
            Load load = loads.get(engine.slot());
            if (load != null && engine.holds(segment) && load.part() < least) {
                least = load.part();
                best = engine.slot();
            }
        }
        return best;
    }

    /** What an engine has been given so far. */
    private static final class Load {
        final EngineRoom engine;
        double bps;

        Load(EngineRoom engine) {
            this.engine = engine;
            this.bps = engine.busyBps();
        }

        double part() {
            return bps / Math.max(1, engine.capacityBps());
        }
    }
}
