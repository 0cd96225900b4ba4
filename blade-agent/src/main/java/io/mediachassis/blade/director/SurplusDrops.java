package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which engines may drop what they hold beyond the wanted copies: what the placement no longer has there, and the extra
 * copies of hot segments once these have cooled. Each order names an engine that keeps the segments, whose word the
 * dropping one asks for. Pure; the director's control loop owns it.
 */
public final class SurplusDrops {
    /** Nothing is dropped until the table has shown it unneeded for so long. */
    static final long SURPLUS_NS = 5_000_000_000L;

    private final SegmentPlacement placement;
    private final SegmentHeat heat;
    private final long surplusNs;
    private final Map<Key, Map<Integer, Long>> sinceNs = new HashMap<>();

    /** Engine {@code slot} may drop these segments of a program; engine {@code keeper} holds them too. */
    public record DropOrder(String programId, List<Integer> segments, int slot, int keeper) {}

    private record Key(String programId, int slot, int keeper) {}

    public SurplusDrops(SegmentPlacement placement, SegmentHeat heat) {
        this(placement, heat, SURPLUS_NS);
    }

    /** @param surplusNs for which something must have been unneeded */
    public SurplusDrops(SegmentPlacement placement, SegmentHeat heat, long surplusNs) {
        this.placement = placement;
        this.heat = heat;
        this.surplusNs = surplusNs;
    }

    /** Orders to give now; what is not dropped is ordered again later. */
    public List<DropOrder> plan(SegmentLocationTable table, Headroom headroom, long nowNs) {
        Map<Key, List<Integer>> surplus = new HashMap<>();
        for (ProgramHolding program : table.programs()) {
            for (int n = 0; n < program.getSegmentsTotal(); n++) {
                add(surplus, program, n, table, headroom, nowNs);
            }
        }
        heat.expire(nowNs);
        sinceNs.keySet().retainAll(surplus.keySet());
        List<DropOrder> orders = new ArrayList<>();
        surplus.forEach((key, segments) -> {
            Map<Integer, Long> since = sinceNs.computeIfAbsent(key, first -> new HashMap<>());
            since.keySet().retainAll(segments);
            List<Integer> due = segments.stream()
                    .filter(n -> nowNs - since.computeIfAbsent(n, first -> nowNs) >= surplusNs)
                    .toList();
            if (!due.isEmpty()) {
                due.forEach(n -> since.put(n, nowNs));
                orders.add(new DropOrder(key.programId(), due, key.slot(), key.keeper()));
            }
        });
        return orders;
    }

    private void add(
            Map<Key, List<Integer>> surplus, ProgramHolding program, int segment, SegmentLocationTable table,
            Headroom headroom, long nowNs) {
        String id = program.getProgramId();
        List<Engine> dropping = placement.surplus(program, segment, table);
        if (dropping.isEmpty()) {
            return;
        }
        List<Engine> keepers = table.holders(id, segment).stream()
                .filter(engine -> !dropping.contains(engine) && engine.stays())
                .toList();
        if (keepers.isEmpty() || heat.isHot(id, segment, keepers, headroom, nowNs)) {
            return;
        }
        for (Engine engine : dropping) {
            surplus.computeIfAbsent(new Key(id, engine.slot(), keepers.get(0).slot()), key -> new ArrayList<>())
                    .add(segment);
        }
    }
}
