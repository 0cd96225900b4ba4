package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionDeskTest {
    private static final long SECOND = 1_000_000_000L;

    private final EvictionDesk desk = new EvictionDesk(new EvictionPlanner(false));

    /** Engines 1 to {@code engines} that hold segments 0 and 1. */
    private static SegmentLocationTable holders(int engines) {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int slot = 1; slot <= engines; slot++) {
            table = table.withReachable(slot, true)
                    .withHoldings(slot, HoldingsPush.newBuilder()
                            .addPrograms(ProgramHolding.newBuilder()
                                    .setProgramId("film")
                                    .setSegmentsTotal(2)
                                    .addSegmentRanges(0)
                                    .addSegmentRanges(1))
                            .build());
        }
        return table;
    }

    private static Pressure pressure(int slot, long excess) {
        return new Pressure(slot, excess, List.of(
                new Candidate("film", 0, 100, 2, false), new Candidate("film", 1, 100, 1, false)));
    }

    @Test
    void whatWasUsedLongestAgoGoesAndAnotherKeepsIt() {
        assertEquals(
                List.of(new DropOrder("film", List.of(1), 1, 2)), desk.decide(pressure(1, 60), holders(2), 0));
    }

    @Test
    void twoEnginesThatAskAtOnceDoNotBothDropWhatOnlyTheyHave() {
        SegmentLocationTable table = holders(2);
        assertEquals(
                List.of(new DropOrder("film", List.of(0, 1), 1, 2)), desk.decide(pressure(1, 200), table, 0));
        assertEquals(List.of(), desk.decide(pressure(2, 200), table, SECOND), "the table still shows them at 1");
        // Engine 1 kept them after all, which shows when it asks again.
        assertEquals(List.of(), desk.decide(pressure(1, 0), table, 2 * SECOND));
        assertEquals(
                List.of(new DropOrder("film", List.of(0, 1), 2, 1)), desk.decide(pressure(2, 200), table, 3 * SECOND));
    }

    @Test
    void oneThatIsAboutToDropItIsNoKeeper() {
        SegmentLocationTable table = holders(3);
        desk.decide(pressure(1, 200), table, 0);
        assertEquals(
                List.of(new DropOrder("film", List.of(0, 1), 2, 3)), desk.decide(pressure(2, 200), table, SECOND));
        assertEquals(List.of(), desk.decide(pressure(3, 200), table, 2 * SECOND));
    }

    @Test
    void theHomeStationKeepsAll() {
        assertEquals(List.of(), new EvictionDesk(new EvictionPlanner(true)).decide(pressure(1, 200), holders(3), 0));
    }
}
