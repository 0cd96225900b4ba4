package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.EvictionPlanner.Eviction;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Answers engines that need room: which of their segments may go, and who keeps each. What it has allowed counts as gone
 * for a while, since the table shows it late. Pure; the director's control loop owns it.
 */
public final class EvictionDesk {
    /** An engine that was allowed to drop something has done so by then, or asks again. */
    static final long PENDING_NS = 10_000_000_000L;

    private final EvictionPlanner planner;
    private final Map<Eviction, Long> pendingUntilNs = new HashMap<>();

    private record Group(String programId, int keeper) {}

    public EvictionDesk(EvictionPlanner planner) {
        this.planner = planner;
    }

    /** Whether anything may be evicted at all: nothing is at the home station of the programs. */
    public boolean mayEvict() {
        return !planner.isHome();
    }

    /** Orders for the engine that asks; none where nothing may go. */
    public List<DropOrder> decide(Pressure pressure, SegmentLocationTable table, long nowNs) {
        pendingUntilNs.values().removeIf(until -> until - nowNs <= 0);
        // What this engine told of just now is what it has: it did not drop that.
        pressure.held().forEach(c ->
                pendingUntilNs.remove(new Eviction(pressure.slot(), c.programId(), c.segment())));
        List<Eviction> evictions = planner.plan(table, List.of(pressure), pendingUntilNs.keySet());
        evictions.forEach(e -> pendingUntilNs.put(e, nowNs + PENDING_NS));
        Map<Group, TreeSet<Integer>> groups = new HashMap<>();
        for (Eviction eviction : evictions) {
            keeper(eviction, table).ifPresent(slot -> groups
                    .computeIfAbsent(new Group(eviction.programId(), slot), group -> new TreeSet<>())
                    .add(eviction.segment()));
        }
        Map<String, DropOrder> inOrder = new TreeMap<>();
        groups.forEach((group, segments) -> inOrder.put(
                group.programId() + '#' + group.keeper(),
                new DropOrder(group.programId(), List.copyOf(segments), pressure.slot(), group.keeper())));
        return List.copyOf(inOrder.values());
    }

    private Optional<Integer> keeper(Eviction eviction, SegmentLocationTable table) {
        ProgramHolding own = table.engine(eviction.slot())
                .map(engine -> engine.programs().get(eviction.programId()))
                .orElse(null);
        if (own == null) {
            return Optional.empty();
        }
        String key = EvictionPlanner.key(eviction.programId(), own, eviction.segment());
        return table.holders(eviction.programId(), eviction.segment()).stream()
                .filter(engine -> engine.slot() != eviction.slot() && engine.stays())
                .filter(engine -> engine.keeps(eviction.programId(), eviction.segment()))
                .filter(engine -> {
                    ProgramHolding other = engine.programs().get(eviction.programId());
                    return other != null
                            && EvictionPlanner.key(eviction.programId(), other, eviction.segment()).equals(key);
                })
                .map(Engine::slot)
                .filter(slot -> !pendingUntilNs.containsKey(
                        new Eviction(slot, eviction.programId(), eviction.segment())))
                .findFirst();
    }
}
