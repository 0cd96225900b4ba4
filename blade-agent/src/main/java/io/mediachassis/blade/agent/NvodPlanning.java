package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.KeptSegments;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.nvod.AssignmentPlanner;
import io.mediachassis.blade.nvod.EngineRoom;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets.Planned;
import io.mediachassis.blade.nvod.SetStatus;
import io.mediachassis.blade.nvod.SilentSlots;
import io.mediachassis.blade.nvod.StationClock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it, as director, that each segment of each staggered stream has an engine. Control loop. */
final class NvodPlanning {
    private static final Logger LOG = LoggerFactory.getLogger(NvodPlanning.class);
    private static final long SECOND_NS = 1_000_000_000L;

    private final DirectorOffice office;
    private final NvodKeeper keeper;
    private final StationClock station;
    private final Counts<NvodCounter> counts;
    private final Supplier<Optional<Term>> acting;
    private final Map<String, AssignmentPlanner> planners = new HashMap<>();
    private final SilentSlots silent = new SilentSlots();
    private SegmentLocationTable plannedBy = SegmentLocationTable.EMPTY;
    private long planNextNs;

    /** @param acting the term in which this blade acts as director now, else empty */
    NvodPlanning(
            DirectorOffice office, NvodKeeper keeper, StationClock station, Counts<NvodCounter> counts,
            Supplier<Optional<Term>> acting) {
        this.office = office;
        this.keeper = keeper;
        this.station = station;
        this.counts = counts;
        this.acting = acting;
        this.planNextNs = office.nowNs();
    }

    /** Plans when what is known of the engines is other than the last time, and each second. */
    void tick() {
        Optional<Term> term = acting.get();
        if (term.isEmpty() || !station.known()) {
            // Whoever becomes director plans at once.
            plannedBy = SegmentLocationTable.EMPTY;
            planners.clear();
            return;
        }
        SegmentLocationTable table = office.table();
        if (table != plannedBy || office.nowNs() - planNextNs >= 0) {
            plannedBy = table;
            planNextNs = office.nowNs() + SECOND_NS;
            plan(term.get());
        }
    }

    private void plan(Term term) {
        planners.keySet().removeIf(
                instance -> keeper.now().sets().stream().noneMatch(p -> p.set().instance().equals(instance)));
        long now = station.at(office.nowNs()).orElseThrow();
        List<Planned> next = new ArrayList<>();
        boolean changed = false;
        for (Planned planned : keeper.now().sets()) {
            if (SetStatus.isOver(planned.set(), now)) {
                LOG.info("Set {} has played as often as it should", planned.set().id());
                changed = true;
                continue;
            }
            Optional<Planned> other = planned(planned, now);
            changed |= other.isPresent();
            next.add(other.orElse(planned));
        }
        if (changed) {
            counts.add(NvodCounter.ASSIGNMENTS);
            var unused = keeper.change(keeper.now().next(term, next));
        }
        counts.add(NvodCounter.SILENT_SLOTS, silent.count(keeper.now(), now));
    }

    /** One set with what is to be assigned otherwise now; empty where nothing is. */
    Optional<Planned> planned(Planned planned, long stationNs) {
        NvodSet set = planned.set();
        // One of the same group that was started anew has another planner.
        AssignmentPlanner planner = planners.computeIfAbsent(
                set.instance(), id -> new AssignmentPlanner(set));
        return planner.step(planned.assignment(), engines(planned, stationNs), stationNs)
                .map(assignment -> new Planned(set, assignment));
    }

    private List<EngineRoom> engines(Planned planned, long stationNs) {
        NvodSet set = planned.set();
        List<EngineRoom> rooms = new ArrayList<>();
        for (Engine engine : office.table().engines()) {
            ProgramHolding holding = engine.programs().get(set.programId());
            BitSet held = new BitSet();
            if (engine.inService() && holding != null
                    && holding.getManifestHash().equals(set.program().manifestHash())) {
                // Groups are not sent by who has the segments from them.
                held = KeptSegments.of(holding);
            }
            long own = SetStatus.sentBy(planned, engine.slot(), stationNs) * set.program().bitRate();
            rooms.add(new EngineRoom(engine.slot(), engine.load().getEgressCapacityBps(),
                    Math.max(0, engine.load().getEgressBps() - own), held));
        }
        return rooms;
    }

    /** What the director shows of the sets; nothing where this blade is not it. */
    List<NvodSetStatus> statuses() {
        if (acting.get().isEmpty() || !station.known()) {
            return List.of();
        }
        long now = station.at(office.nowNs()).orElseThrow();
        return keeper.now().sets().stream().map(planned -> SetStatus.of(planned, now)).toList();
    }
}
