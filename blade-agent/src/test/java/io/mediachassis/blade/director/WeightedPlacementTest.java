package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.ReplicaPlanner.FetchOrder;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shares of what is stored follow the engines' room and load, and what is stored does not wander. */
class WeightedPlacementTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SEGMENTS = 200;
    private static final int SEGMENT_BYTES = 1000;

    /** Of one engine; what it holds takes from its capacity. */
    private static final class Board {
        long capacity;
        long egress;
        final TreeMap<String, TreeSet<Integer>> held = new TreeMap<>();

        Board(long segments) {
            capacity = segments * SEGMENT_BYTES;
        }

        int segments() {
            return held.values().stream().mapToInt(Set::size).sum();
        }

        LoadReport load() {
            return LoadReport.newBuilder()
                    .setInService(true)
                    .setDiskTotalBytes(capacity)
                    .setDiskFreeBytes(capacity - (long) segments() * SEGMENT_BYTES)
                    .setEgressBps(egress)
                    .setEgressCapacityBps(100)
                    .build();
        }

        HoldingsPush holdings() {
            HoldingsPush.Builder push = HoldingsPush.newBuilder();
            held.forEach((id, segments) -> {
                ProgramHolding.Builder program = ProgramHolding.newBuilder()
                        .setProgramId(id)
                        .setBytes((long) SEGMENTS * SEGMENT_BYTES)
                        .setSegmentsTotal(SEGMENTS);
                segments.forEach(n -> program.addSegmentRanges(n).addSegmentRanges(n));
                push.addPrograms(program);
            });
            return push.build();
        }
    }

    private final List<Board> boards = new ArrayList<>();
    private final SegmentPlacement placement = new SegmentPlacement(1, 1);
    private int orders;

    @BeforeEach
    void start() {
        for (int i = 0; i < 4; i++) {
            boards.add(new Board(1000));
        }
    }

    private SegmentLocationTable table() {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int i = 0; i < boards.size(); i++) {
            table = table.withReachable(i + 1, true)
                    .withLoad(i + 1, boards.get(i).load())
                    .withHoldings(i + 1, boards.get(i).holdings());
        }
        return table;
    }

    private void taken(Board by, String program) {
        TreeSet<Integer> all = new TreeSet<>();
        for (int n = 0; n < SEGMENTS; n++) {
            all.add(n);
        }
        by.held.put(program, all);
    }

    /** Carries out all orders until there are none; they must end. */
    private void settle() {
        ReplicaPlanner planner = new ReplicaPlanner(placement, 10 * SECOND);
        SurplusDrops surplus = new SurplusDrops(placement, new SegmentHeat(60 * SECOND));
        int idle = 0;
        orders = 0;
        for (int second = 0; idle < 8; second++) {
            assertTrue(second < 1000, "segments wander");
            List<FetchOrder> fetches = planner.plan(table(), second * SECOND);
            fetches.forEach(order -> boards.get(order.targetSlot() - 1)
                    .held.computeIfAbsent(order.programId(), id -> new TreeSet<>()).addAll(order.segments()));
            List<DropOrder> drops = surplus.plan(table(), new Headroom(), second * SECOND);
            drops.forEach(order -> boards.get(order.slot() - 1)
                    .held.get(order.programId()).removeAll(new HashSet<>(order.segments())));
            boards.forEach(board -> assertTrue(board.load().getDiskFreeBytes() >= 0, "more than there is room for"));
            orders += fetches.size() + drops.size();
            idle = fetches.isEmpty() && drops.isEmpty() ? idle + 1 : 0;
        }
    }

    @Test
    void sharesFollowTheRoom() {
        boards.get(3).capacity *= 5;
        for (int i = 0; i < 4; i++) {
            taken(boards.get(0), "p" + i);
            settle();
        }
        assertEquals(4 * SEGMENTS, boards.stream().mapToInt(Board::segments).sum());
        // Of 800 segments one eighth each, and five eighths.
        assertTrue(boards.get(3).segments() > 430 && boards.get(3).segments() < 570, "" + boards.get(3).segments());
        boards.subList(0, 3).forEach(board ->
                assertTrue(board.segments() > 60 && board.segments() < 160, "" + board.segments()));
    }

    @Test
    void smallDifferencesMoveNothing_largeOnesDo() {
        taken(boards.get(0), "p");
        settle();
        assertTrue(orders > 0);
        // Somebody's files come and go.
        boards.get(1).capacity = 1100 * SEGMENT_BYTES;
        settle();
        for (int i = 0; i < 3; i++) {
            boards.get(1).capacity = 1000 * SEGMENT_BYTES;
            settle();
            assertEquals(0, orders, "a tenth less room");
            boards.get(1).capacity = 1100 * SEGMENT_BYTES;
            settle();
            assertEquals(0, orders, "a tenth more room");
        }
        int before = boards.get(1).segments();
        boards.get(1).capacity *= 4;
        settle();
        assertTrue(boards.get(1).segments() > before + 20, before + " then " + boards.get(1).segments());
    }

    @Test
    void loadKeepsNewSegmentsAwayAndMovesNone() {
        taken(boards.get(0), "p");
        settle();
        boards.get(2).egress = 80;
        settle();
        assertEquals(0, orders, "what it holds it keeps");
        taken(boards.get(0), "q");
        settle();
        int calm = boards.get(1).held.get("q").size();
        int busy = boards.get(2).held.get("q").size();
        assertTrue(busy < calm * 3 / 4, busy + " on the busy one, " + calm + " on a calm one");
    }

    @Test
    void anEngineTakesItsShareOfAProgramThatIsLargerThanItsRoom() {
        boards.get(1).capacity = 150 * SEGMENT_BYTES;
        taken(boards.get(0), "p");
        settle();
        assertTrue(boards.get(1).segments() > 0, "a share is what it needs room for, not all of the program");
    }

    @Test
    void aFullEngineIsGivenNothing() {
        taken(boards.get(1), "full");
        boards.get(1).capacity = (long) SEGMENTS * SEGMENT_BYTES;
        taken(boards.get(0), "p");
        SegmentLocationTable table = table();
        for (int n = 0; n < SEGMENTS; n++) {
            assertTrue(placement.lacking(table.program("p").orElseThrow(), n, table).stream()
                    .noneMatch(engine -> engine.slot() == 2));
        }
    }

    @Test
    void theEmptiestEngineTakesAProgramIn() {
        taken(boards.get(0), "only one, but it fills most of it");
        boards.get(0).capacity = (long) SEGMENTS * SEGMENT_BYTES + SEGMENT_BYTES;
        boards.get(1).egress = 90;
        boards.get(2).held.put("small", new TreeSet<>(Set.of(1)));
        boards.get(2).held.put("smaller", new TreeSet<>(Set.of(1)));
        boards.get(3).egress = 90;
        assertEquals(3, assertInstanceOf(Chosen.class, EngineChoice.toStore(table(), 500)).engine().slot());
        boards.get(1).egress = 0;
        boards.get(3).capacity = 10;
        assertEquals(2, assertInstanceOf(Chosen.class, EngineChoice.toStore(table(), 500)).engine().slot(),
                "of two that are as empty and as busy, the one with fewer programs");
    }
}
