package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import io.mediachassis.blade.director.ReplicaPlanner.FetchOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Segments over engines: where copies go, and what may be dropped. */
class SegmentPlacementTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SEGMENTS = 40;

    /** What every engine holds, as sets, from which pushes are made. */
    private final List<TreeSet<Integer>> held = new ArrayList<>();

    private SegmentLocationTable table(int engines) {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int slot = 1; slot <= engines; slot++) {
            if (held.size() < slot) {
                held.add(new TreeSet<>());
            }
            HoldingsPush.Builder push = HoldingsPush.newBuilder();
            if (!held.get(slot - 1).isEmpty()) {
                ProgramHolding.Builder program = ProgramHolding.newBuilder()
                        .setProgramId("p")
                        .setBytes(1000)
                        .setSegmentsTotal(SEGMENTS);
                held.get(slot - 1).forEach(n -> program.addSegmentRanges(n).addSegmentRanges(n));
                push.addPrograms(program);
            }
            table = table.withReachable(slot, true)
                    .withLoad(slot, LoadReport.newBuilder()
                            .setInService(true)
                            .setDiskFreeBytes(1 << 30)
                            .build())
                    .withHoldings(slot, push.build());
        }
        return table;
    }

    /** Carries out what the planner orders until it has nothing more to say. */
    private void settle(SegmentPlacement placement, int engines, int copies) {
        ReplicaPlanner planner = new ReplicaPlanner(placement, 10 * SECOND);
        SurplusDrops surplus = new SurplusDrops(placement, new SegmentHeat(60 * SECOND));
        int idle = 0;
        for (long now = 0; idle < 30; now += SECOND) {
            SegmentLocationTable table = table(engines);
            List<FetchOrder> fetches = planner.plan(table, now);
            for (FetchOrder order : fetches) {
                order.segments().forEach(n -> assertTrue(held.get(order.sourceSlot() - 1).contains(n)));
                held.get(order.targetSlot() - 1).addAll(order.segments());
            }
            List<DropOrder> drops = surplus.plan(table, new Headroom(), now);
            for (DropOrder order : drops) {
                order.segments().forEach(n -> assertTrue(held.get(order.keeper() - 1).contains(n)));
                held.get(order.slot() - 1).removeAll(order.segments());
            }
            for (int n = 0; n < SEGMENTS; n++) {
                assertTrue(table(engines).holders("p", n).size() >= 1, "segment " + n + " has no copy left");
            }
            idle = fetches.isEmpty() && drops.isEmpty() ? idle + 1 : 0;
        }
        for (int n = 0; n < SEGMENTS; n++) {
            assertEquals(copies, table(engines).holders("p", n).size(), "copies of segment " + n);
        }
    }

    private void ingested() {
        table(1);
        for (int n = 0; n < SEGMENTS; n++) {
            held.get(0).add(n);
        }
    }

    /** Engine 3 has all of it since a group brought it: two others keep it all the same, and nobody drops anything for that. */
    @Test
    void whatGroupsBroughtCountsAsNoCopy() {
        ingested();
        SegmentPlacement placement = new SegmentPlacement(2, 0);
        HoldingsPush cached = HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder().setProgramId("p").setBytes(1000).setSegmentsTotal(SEGMENTS)
                        .addSegmentRanges(0).addSegmentRanges(SEGMENTS - 1)
                        .addCachedRanges(0).addCachedRanges(SEGMENTS - 1))
                .build();
        SegmentLocationTable one = table(3).withHoldings(3, cached);
        ProgramHolding program = one.programs().get(0);
        assertEquals(List.of(2), placement.lacking(program, 0, one).stream().map(engine -> engine.slot()).toList());
        held.get(1).addAll(held.get(0));
        SegmentLocationTable two = table(3).withHoldings(3, cached);
        assertEquals(List.of(), placement.lacking(program, 0, two));
        assertEquals(List.of(), placement.surplus(program, 0, two));
        assertEquals(0, two.engine(3).orElseThrow().stored().of("p"));
        assertEquals(3, two.holders("p", 0).size(), "it serves");
        // Once its set is over it is a copy too many.
        SegmentLocationTable over = two.withHoldings(3, HoldingsPush.newBuilder()
                .addPrograms(cached.getPrograms(0).toBuilder().clearCachedRanges()).build());
        assertEquals(1, placement.surplus(program, 0, over).size());
    }

    @Test
    void aSpreadProgramIsDealtOutAndTheSurplusDropped() {
        ingested();
        settle(new SegmentPlacement(2, 1), 4, 2);
        held.forEach(engine -> assertTrue(engine.size() >= 10 && engine.size() <= 30, "share " + engine.size()));
    }

    @Test
    void anEngineThatComesTakesItsShareOnly() {
        ingested();
        settle(new SegmentPlacement(1, 1), 3, 1);
        List<TreeSet<Integer>> before = held.stream().map(TreeSet::new).toList();
        settle(new SegmentPlacement(1, 1), 4, 1);
        for (int i = 0; i < 3; i++) {
            assertTrue(before.get(i).containsAll(held.get(i)), "nothing moves between engines that stayed");
        }
        assertTrue(held.get(3).size() >= 4);
    }

    @Test
    void runsStayTogether() {
        ingested();
        settle(new SegmentPlacement(1, 8), 3, 1);
        for (TreeSet<Integer> engine : held) {
            assertEquals(0, engine.size() % 8);
        }
    }

    @Test
    void wholeProgramsAreCompletedWhereMostOfThemIs() {
        ingested();
        table(3);
        held.get(2).addAll(List.of(0, 1, 2, 3));
        settle(new SegmentPlacement(2, 0), 3, 2);
        assertEquals(SEGMENTS, held.get(2).size());
        assertTrue(held.get(1).isEmpty());
    }
}
