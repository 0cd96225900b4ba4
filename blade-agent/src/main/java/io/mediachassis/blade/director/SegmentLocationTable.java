package io.mediachassis.blade.director;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

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
        Set<String> ids = new TreeSet<>();
        engines.values().stream().filter(Engine::reachable).forEach(engine -> ids.addAll(engine.programs().keySet()));
        return ids.stream().map(this::program).flatMap(Optional::stream).toList();
    }

    /** The program, if reachable engines hold every segment of it between them. */
    public Optional<ProgramHolding> program(String programId) {
        return any(programId).filter(this::complete);
    }

    /**
     * Reachable engines that hold some of a program, or have some on its way to them, in slot order: where there are several
     * programs by this id, of the one that counts.
     */
    private List<Engine> having(String programId) {
        List<Engine> having = new ArrayList<>(engines.size());
        ByteString manifest = null;
        boolean several = false;
        for (Engine engine : engines.values()) {
            ProgramHolding holding = engine.programs().get(programId);
            if (engine.reachable() && holding != null) {
                several |= manifest != null && !manifest.equals(holding.getManifestHash());
                manifest = holding.getManifestHash();
                having.add(engine);
            }
        }
        return several ? OneProgram.of(programId, having) : having;
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
        parts(holding.getProgramId()).forEach(part -> {
            for (int i = 0; i + 1 < part.getSegmentRangesCount(); i += 2) {
                held.set(part.getSegmentRanges(i), part.getSegmentRanges(i + 1) + 1);
            }
        });
        return held.nextClearBit(0) >= holding.getSegmentsTotal();
    }

    private Stream<ProgramHolding> parts(String programId) {
        return having(programId).stream().map(engine -> engine.programs().get(programId)).filter(Objects::nonNull);
    }

    /** A holding of the program by a reachable engine, be it in part or only on its way. */
    public Optional<ProgramHolding> any(String programId) {
        return parts(programId).findFirst();
    }

    /** The segments of a program that reachable engines keep for good between them. */
    public BitSet kept(String programId) {
        BitSet kept = new BitSet();
        parts(programId).forEach(holding -> kept.or(KeptSegments.of(holding)));
        return kept;
    }

    /** Which programs of an id reachable engines hold, or have on their way, by the hashes of their manifests. */
    public Set<ByteString> manifests(String programId) {
        Set<ByteString> manifests = new HashSet<>();
        for (Engine engine : engines.values()) {
            ProgramHolding holding = engine.programs().get(programId);
            if (engine.reachable() && holding != null) {
                manifests.add(holding.getManifestHash());
            }
        }
        return manifests;
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
        return having(programId).stream().filter(engine -> engine.holdsWhole(programId)).toList();
    }

    /** Reachable engines that hold that segment, in slot order. */
    public List<Engine> holders(String programId, int segment) {
        return having(programId).stream().filter(engine -> engine.holds(programId, segment)).toList();
    }

    /** Reachable engines to which that segment is on its way, in slot order. */
    public List<Engine> receivers(String programId, int segment) {
        return having(programId).stream()
                .filter(engine -> engine.receives(programId, segment) && !engine.holds(programId, segment))
                .toList();
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
