package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.ReplicaPlanner.FetchOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The director's pure decisions: the table, who serves, and who copies. */
class DirectorChoicesTest {
    private static final long SECOND = 1_000_000_000L;

    private static LoadReport load(int streams) {
        return LoadReport.newBuilder()
                .setInService(true)
                .setStreams(streams)
                .setStreamsCapacity(10)
                .setDiskFreeBytes(1 << 30)
                .setRtspUrl("rtsp://e" + streams + "/")
                .setHttpUrl("http://e" + streams + "/")
                .build();
    }

    private static HoldingsPush holds(String... ids) {
        HoldingsPush.Builder push = HoldingsPush.newBuilder();
        for (String id : ids) {
            push.addPrograms(ProgramHolding.newBuilder()
                    .setProgramId(id)
                    .setBytes(1000)
                    .setSegmentsTotal(3)
                    .addSegmentRanges(0)
                    .addSegmentRanges(2));
        }
        return push.build();
    }

    private static SegmentLocationTable engines(int... streams) {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int i = 0; i < streams.length; i++) {
            table = table.withReachable(i + 1, true).withLoad(i + 1, load(streams[i]));
        }
        return table;
    }

    private static EngineChoice.Choice toServe(SegmentLocationTable table, String programId) {
        return EngineChoice.toServe(table, new Headroom(), Headroom.Use.STREAM, programId, 0);
    }

    @Test
    void theLeastBusyHolderServes() {
        SegmentLocationTable table = engines(5, 3, 0).withHoldings(1, holds("p")).withHoldings(2, holds("p"));
        Chosen chosen = assertInstanceOf(Chosen.class, toServe(table, "p"));
        assertEquals(2, chosen.engine().slot());
    }

    @Test
    void whoSendsGoesOnWithWhatIsOnItsWayThere() {
        HoldingsPush coming = HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(3)
                        .addSegmentRanges(0).addSegmentRanges(0).addArrivingSegments(1).addArrivingFromGroups(1))
                .build();
        SegmentLocationTable table = engines(5, 0).withHoldings(1, coming).withHoldings(2, holds("p"));
        NextSegmentQuery.Builder query =
                NextSegmentQuery.newBuilder().setProgramId("p").setSegment(1).setSendingSlot(1);
        assertEquals(1, NextSegments.goesOn(query.build(), table).orElseThrow().slot());
        assertEquals(1, NextSegments.answer(query.build(), table, new Headroom(), 0).getEngineSlot());
        assertTrue(NextSegments.goesOn(query.clone().setBackward(true).build(), table).isEmpty(), "its end is not here");
        assertTrue(NextSegments.goesOn(query.clone().addExcludedSlots(1).build(), table).isEmpty());
        assertEquals(2, NextSegments.answer(query.setSegment(2).build(), table, new Headroom(), 0).getEngineSlot());
    }

    @Test
    void anEngineThatIsUnreachableOrFullIsNotChosen() {
        SegmentLocationTable table = engines(10, 0).withHoldings(1, holds("p")).withHoldings(2, holds("p"));
        assertEquals(2, assertInstanceOf(Chosen.class, toServe(table, "p")).engine().slot());
        assertInstanceOf(AllBusy.class, toServe(table.withReachable(2, false), "p"));
        assertInstanceOf(NoneHolds.class, toServe(table, "q"));
    }

    @Test
    void anEngineThatHoldsAPartDoesNotServe() {
        HoldingsPush part = HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId("p")
                        .setSegmentsTotal(3)
                        .addSegmentRanges(0)
                        .addSegmentRanges(1))
                .build();
        assertInstanceOf(NoneHolds.class, toServe(engines(0).withHoldings(1, part), "p"));
    }

    @Test
    void aProgramGetsItsSecondCopyOnceAndAgainWhenTheFirstOrderIsLost() {
        ReplicaPlanner planner = new ReplicaPlanner(new SegmentPlacement(2, 0), 10 * SECOND);
        SegmentLocationTable table = engines(0, 0, 0).withHoldings(1, holds("p")).withHoldings(2, holds("x", "y"));
        List<FetchOrder> orders = planner.plan(table.withHoldings(3, holds("x", "y")), 0);
        assertEquals(1, orders.size());
        FetchOrder order = orders.get(0);
        assertEquals("p", order.programId());
        assertEquals(1, order.sourceSlot());
        table = table.withHoldings(3, holds("x", "y"));
        assertEquals(List.of(), planner.plan(table, SECOND));
        assertEquals(1, planner.plan(table, 11 * SECOND).size());
        table = table.withHoldings(order.targetSlot(), holds("x", "y", "p"));
        assertEquals(List.of(), planner.plan(table, 30 * SECOND));
    }

    @Test
    void aCopyThatStandsStillIsOrderedAgainAndOneThatArrivesIsNot() {
        ReplicaPlanner planner = new ReplicaPlanner(new SegmentPlacement(2, 0), 600 * SECOND);
        SegmentLocationTable table = engines(0, 0).withHoldings(1, holds("p"));
        assertEquals(1, planner.plan(table, 0).size());
        SegmentLocationTable arriving = table.withHoldings(2, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(3).addArrivingSegments(0))
                .build());
        assertEquals(List.of(), planner.plan(arriving, 15 * SECOND));
        assertEquals(List.of(), planner.plan(table, 30 * SECOND), "it arrived 15 s ago");
        assertEquals(1, planner.plan(table, 36 * SECOND).size(), "its source died and nobody says so");
    }

    private static LoadReport draining() {
        return load(0).toBuilder().setInService(false).setDraining(true).build();
    }

    @Test
    void whatOneHoldsThatIsToGoIsCopiedFromItAndItIsGivenNothing() {
        ReplicaPlanner planner = new ReplicaPlanner(new SegmentPlacement(2, 0), 10 * SECOND);
        SegmentLocationTable table =
                engines(0, 0, 0).withHoldings(1, holds("p")).withHoldings(2, holds("p")).withLoad(1, draining());
        List<FetchOrder> orders = planner.plan(table, 0);
        assertEquals(1, orders.size());
        assertEquals(3, orders.get(0).targetSlot());
        assertEquals(2, assertInstanceOf(Chosen.class, toServe(table, "p")).engine().slot());
        SegmentLocationTable only = engines(0, 0, 0).withHoldings(1, holds("q")).withLoad(1, draining());
        List<FetchOrder> fromIt = planner.plan(only, 0);
        assertEquals(1, fromIt.get(0).sourceSlot(), "nobody else has it");
    }

    @Test
    void oneThatIsToGoDropsNothing() {
        SegmentPlacement placement = new SegmentPlacement(2, 0);
        SegmentLocationTable table = engines(0, 0, 0).withHoldings(1, holds("p")).withHoldings(2, holds("p"))
                .withHoldings(3, holds("p"));
        ProgramHolding program = table.program("p").orElseThrow();
        assertEquals(1, placement.surplus(program, 0, table).size());
        assertEquals(List.of(), placement.surplus(program, 0, table.withLoad(1, draining())));
    }

    @Test
    void aBladeThatIsToGoKnowsWhatTheOthersLack() {
        SegmentLocationTable table = engines(0, 0, 0).withHoldings(1, holds("p", "q", "r"))
                .withHoldings(2, holds("p", "q")).withHoldings(3, holds("p")).withLoad(1, draining());
        assertEquals(new DrainNeeds(6, 3), DrainNeeds.of(1, table, 2), "q has one copy, r none");
        assertEquals(new DrainNeeds(3, 3), DrainNeeds.of(1, table, 1));
        assertEquals(new DrainNeeds(6, 6), DrainNeeds.of(1, table.withReachable(2, false), 2), "one blade is left");
        assertEquals(new DrainNeeds(0, 0), DrainNeeds.of(4, table, 2));
    }

    @Test
    void aLostHolderIsReplaced() {
        ReplicaPlanner planner = new ReplicaPlanner(new SegmentPlacement(2, 0), 10 * SECOND);
        SegmentLocationTable table =
                engines(0, 0, 0).withHoldings(1, holds("p")).withHoldings(2, holds("p"));
        assertEquals(List.of(), planner.plan(table, 0));
        assertEquals(List.of(new FetchOrder("p", List.of(0, 1, 2), 3, 1)), planner.plan(table.withReachable(2, false), SECOND));
    }

    @Test
    void aRefusedOrderIsNotRepeatedAtOnce() {
        ReplicaPlanner planner = new ReplicaPlanner(new SegmentPlacement(2, 0), 10 * SECOND);
        SegmentLocationTable table = engines(0, 0).withHoldings(1, holds("p"));
        FetchOrder order = planner.plan(table, 0).get(0);
        planner.refused(order, 0);
        assertEquals(List.of(), planner.plan(table, SECOND));
        assertEquals(1, planner.plan(table, 3 * SECOND).size());
    }
}
