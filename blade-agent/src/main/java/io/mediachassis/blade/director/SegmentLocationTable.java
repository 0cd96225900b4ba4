package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every engine of the station holds, and how busy it is (mission S3, M1). Engines push this to every blade, so
 * that each has the table warm and could be director now. Immutable: the control loop makes a new one for each report
 * and any thread reads the last.
 */
public final class SegmentLocationTable {
    /** Nothing known yet. */
    public static final SegmentLocationTable EMPTY = new SegmentLocationTable(new TreeMap<>());

    private final SortedMap<Integer, Engine> engines;
    /** Answers of {@link #servers}: asked for again and again. Known programs only: strangers can't fill it. */
    private final Map<String, List<Engine>> servers = new ConcurrentHashMap<>();

    /**
     * One engine as its own reports tell.
     *
     * @param slot 1 to 16
     * @param reachable the link to it is up
     * @param programs by program id
     * @param takingIn ids of programs that are being delivered to it
     * @param stored how much it holds
     */
    public record Engine(
            int slot,
            boolean reachable,
            LoadReport load,
            Map<String, ProgramHolding> programs,
            Set<String> takingIn,
            StoredBytes stored) {
        /** Whether it holds every segment of the program. */
        boolean holdsWhole(String programId) {
            ProgramHolding holding = programs.get(programId);
            return holding != null
                    && holding.getSegmentRangesCount() == 2
                    && holding.getSegmentRanges(0) == 0
                    && holding.getSegmentRanges(1) == holding.getSegmentsTotal() - 1;
        }

        /** Whether it holds that segment, whole. */
        boolean holds(String programId, int segment) {
            ProgramHolding holding = programs.get(programId);
            return holding != null && within(holding.getSegmentRangesList(), segment);
        }

        /** Whether it holds that segment for good, and not only since a group brought it: then it counts as a copy. */
        public boolean keeps(String programId, int segment) {
            ProgramHolding holding = programs.get(programId);
            return holding != null
                    && within(holding.getSegmentRangesList(), segment)
                    && !within(holding.getCachedRangesList(), segment);
        }

        /** Whether it can send some of the program. */
        boolean hasSome(String programId) {
            ProgramHolding holding = programs.get(programId);
            return holding != null
                    && (holding.getSegmentRangesCount() > 0 || holding.getArrivingSegmentsCount() > 0);
        }

        private static boolean within(List<Integer> ranges, int segment) {
            for (int i = 0; i + 1 < ranges.size(); i += 2) {
                if (ranges.get(i) <= segment && segment <= ranges.get(i + 1)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether that segment is on its way to it, so that it can be streamed as far as it has come. */
        public boolean receives(String programId, int segment) {
            ProgramHolding holding = programs.get(programId);
            return holding != null && holding.getArrivingSegmentsList().contains(segment);
        }

        /** Whether that segment is on its way to it from a group. */
        boolean receivesFromGroup(String programId, int segment) {
            ProgramHolding holding = programs.get(programId);
            return holding != null && holding.getArrivingFromGroupsList().contains(segment);
        }

        /** Whether it may be given work now. */
        public boolean inService() {
            return reachable && load.getInService();
        }

        /** Whether what it holds is here tomorrow, as far as anybody knows: it is reachable, and not to be taken out. */
        boolean stays() {
            return reachable && !load.getDraining();
        }

        /** Whether it can be copied from: one that is to go is asked for what it holds, and for nothing else. */
        public boolean gives() {
            return inService() || (reachable && load.getDraining());
        }
    }

    private SegmentLocationTable(SortedMap<Integer, Engine> engines) {
        this.engines = Collections.unmodifiableSortedMap(engines);
    }

    /** The table after an engine said what it holds; a push is always whole. */
    public SegmentLocationTable withHoldings(int slot, HoldingsPush push) {
        Map<String, ProgramHolding> programs = new TreeMap<>();
        push.getProgramsList().forEach(holding -> programs.put(holding.getProgramId(), holding));
        Engine old = engineOrNew(slot);
        return with(new Engine(
                slot, old.reachable(), old.load(), Collections.unmodifiableMap(programs),
                Set.copyOf(push.getTakingInList()), StoredBytes.of(programs)));
    }

    /** The table after an engine said how busy it is. */
    public SegmentLocationTable withLoad(int slot, LoadReport load) {
        Engine old = engineOrNew(slot);
        return with(new Engine(slot, old.reachable(), load, old.programs(), old.takingIn(), old.stored()));
    }

    /** The table after the link to an engine came up or went down; what it holds stays known. */
    public SegmentLocationTable withReachable(int slot, boolean reachable) {
        Engine old = engineOrNew(slot);
        return with(new Engine(slot, reachable, old.load(), old.programs(), old.takingIn(), old.stored()));
    }

    /** Engines in slot order. */
    public List<Engine> engines() {
        return List.copyOf(engines.values());
    }

    public Optional<Engine> engine(int slot) {
        return Optional.ofNullable(engines.get(slot));
    }

    /** One holding of each program of which reachable engines hold every segment between them, by id. */
    public List<ProgramHolding> programs() {
        Map<String, ProgramHolding> byId = new TreeMap<>();
        for (Engine engine : engines.values()) {
            if (engine.reachable()) {
                engine.programs().forEach(byId::putIfAbsent);
            }
        }
        byId.values().removeIf(holding -> !complete(holding));
        return List.copyOf(byId.values());
    }

    /** The program, if reachable engines hold every segment of it between them. */
    public Optional<ProgramHolding> program(String programId) {
        for (Engine engine : engines.values()) {
            ProgramHolding holding = engine.programs().get(programId);
            if (engine.reachable() && holding != null) {
                return Optional.of(holding).filter(this::complete);
            }
        }
        return Optional.empty();
    }

    /**
     * Reachable engines that hold a program's first segment, in slot order; none unless reachable engines hold every
     * segment of it between them.
     */
    public List<Engine> servers(String programId) {
        List<Engine> known = servers.get(programId);
        if (known != null) {
            return known;
        }
        List<Engine> found = program(programId).isEmpty() ? List.of() : List.copyOf(holders(programId, 0));
        if (!found.isEmpty()) {
            servers.put(programId, found);
        }
        return found;
    }

    private boolean complete(ProgramHolding holding) {
        BitSet held = new BitSet(holding.getSegmentsTotal());
        for (Engine engine : engines.values()) {
            ProgramHolding part = engine.programs().get(holding.getProgramId());
            if (engine.reachable() && part != null) {
                for (int i = 0; i + 1 < part.getSegmentRangesCount(); i += 2) {
                    held.set(part.getSegmentRanges(i), part.getSegmentRanges(i + 1) + 1);
                }
            }
        }
        return held.nextClearBit(0) >= holding.getSegmentsTotal();
    }

    /** A holding of the program by a reachable engine, be it in part or only on its way. */
    public Optional<ProgramHolding> any(String programId) {
        for (Engine engine : engines.values()) {
            ProgramHolding holding = engine.programs().get(programId);
            if (engine.reachable() && holding != null) {
                return Optional.of(holding);
            }
        }
        return Optional.empty();
    }

    /** The segments of a program that reachable engines keep for good between them. */
    public BitSet kept(String programId) {
        BitSet kept = new BitSet();
        for (Engine engine : engines.values()) {
            ProgramHolding holding = engine.programs().get(programId);
            if (engine.reachable() && holding != null) {
                kept.or(KeptSegments.of(holding));
            }
        }
        return kept;
    }

    /** Whether any engine, reachable or not, ever told of this id: such an id is taken. */
    public boolean knows(String programId) {
        return engines.values().stream().anyMatch(engine -> engine.programs().containsKey(programId));
    }

    /** The slot of the reachable engine that the program is being delivered to; 0 when there is none. */
    public int takenInBy(String programId) {
        for (Engine engine : engines.values()) {
            if (engine.reachable() && engine.takingIn().contains(programId)) {
                return engine.slot();
            }
        }
        return 0;
    }

    /** Reachable engines that hold the whole program, in slot order. */
    public List<Engine> holders(String programId) {
        List<Engine> holders = new ArrayList<>();
        for (Engine engine : engines.values()) {
            if (engine.reachable() && engine.holdsWhole(programId)) {
                holders.add(engine);
            }
        }
        return holders;
    }

    /** Reachable engines that hold that segment, in slot order. */
    public List<Engine> holders(String programId, int segment) {
        List<Engine> holders = new ArrayList<>();
        for (Engine engine : engines.values()) {
            if (engine.reachable() && engine.holds(programId, segment)) {
                holders.add(engine);
            }
        }
        return holders;
    }

    /** Reachable engines to which that segment is on its way, in slot order. */
    public List<Engine> receivers(String programId, int segment) {
        List<Engine> receivers = new ArrayList<>();
        for (Engine engine : engines.values()) {
            if (engine.reachable() && engine.receives(programId, segment) && !engine.holds(programId, segment)) {
                receivers.add(engine);
            }
        }
        return receivers;
    }

    private Engine engineOrNew(int slot) {
        Engine engine = engines.get(slot);
        return engine != null
                ? engine
                : new Engine(slot, false, LoadReport.getDefaultInstance(), Map.of(), Set.of(), StoredBytes.NOTHING);
    }

    private SegmentLocationTable with(Engine engine) {
        SortedMap<Integer, Engine> next = new TreeMap<>(engines);
        next.put(engine.slot(), engine);
        return new SegmentLocationTable(next);
    }
}
