package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Eviction;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvictionPlannerTest {
    private static final int SEGMENTS = 10;

    private static ProgramHolding holding(String id, BitSet held) {
        ProgramHolding.Builder holding = ProgramHolding.newBuilder().setProgramId(id).setSegmentsTotal(SEGMENTS);
        for (int n = held.nextSetBit(0); n >= 0; n = held.nextSetBit(n + 1)) {
            holding.addSegmentRanges(n).addSegmentRanges(n);
        }
        return holding.build();
    }

    private static SegmentLocationTable table(SegmentLocationTable table, int slot, ProgramHolding... holdings) {
        return table.withReachable(slot, true)
                .withHoldings(slot, HoldingsPush.newBuilder().addAllPrograms(List.of(holdings)).build());
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        for (int n : numbers) {
            bits.set(n);
        }
        return bits;
    }

    @Test
    void oldestGoFirstButNotTheLastCopyNotWhatIsReadAndNothingAtHome() {
        SegmentLocationTable table = table(SegmentLocationTable.EMPTY, 1, holding("a", bits(0, 1, 2, 3)));
        table = table(table, 2, holding("a", bits(0, 1, 2)));
        List<Candidate> held = List.of(
                new Candidate("a", 3, 100, 1, false),
                new Candidate("a", 2, 100, 2, true),
                new Candidate("a", 1, 100, 3, false),
                new Candidate("a", 0, 100, 4, false));
        List<Pressure> pressure = List.of(new Pressure(1, 90, held));
        assertEquals(List.of(new Eviction(1, "a", 1)), new EvictionPlanner(false).plan(table, pressure));
        assertEquals(List.of(new Eviction(1, "a", 1), new Eviction(1, "a", 0)),
                new EvictionPlanner(false).plan(table, List.of(new Pressure(1, 1000, held))));
        assertEquals(List.of(), new EvictionPlanner(true).plan(table, pressure));
        assertEquals(List.of(), new EvictionPlanner(false).plan(table.withReachable(2, false), pressure));
    }

    @Test
    void noSegmentsLastCopyGoesHoweverManyEnginesAreFull() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            SegmentLocationTable table = SegmentLocationTable.EMPTY;
            List<Pressure> pressures = new ArrayList<>();
            Map<Integer, Integer> copies = new HashMap<>();
            for (int slot = 1; slot <= 4; slot++) {
                BitSet held = new BitSet();
                List<Candidate> candidates = new ArrayList<>();
                for (int n = 0; n < SEGMENTS; n++) {
                    if (random.nextBoolean()) {
                        held.set(n);
                        copies.merge(n, 1, Integer::sum);
                        candidates.add(new Candidate("a", n, 10, random.nextInt(100), random.nextInt(5) == 0));
                    }
                }
                table = table(table, slot, holding("a", held));
                pressures.add(new Pressure(slot, random.nextInt(120), candidates));
            }
            for (Eviction e : new EvictionPlanner(false).plan(table, pressures)) {
                int left = copies.merge(e.segment(), -1, Integer::sum);
                assertTrue(left >= 1, "seed " + seed + " run " + run + ": " + e);
                Candidate c = pressures.get(e.slot() - 1).held().stream()
                        .filter(k -> k.segment() == e.segment()).findFirst().orElseThrow();
                assertTrue(!c.inUse(), "seed " + seed + " run " + run);
            }
        }
    }
}
