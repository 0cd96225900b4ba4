package io.mediachassis.blade.nvod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who sends which segment. */
class AssignmentPlannerTest {
    private static final long GIGABIT = 1_000_000_000L;
    private static final int SEGMENTS = 30;

    private final NvodSet set = Sets.set(Sets.program(SEGMENTS, 60, 20_000), 30_000, 0);
    private final NvodSchedule schedule = new NvodSchedule(set);
    private final AssignmentPlanner planner = new AssignmentPlanner(set);
    private final Assignment none = Assignment.none(set.streams(), SEGMENTS);

    /** Segments dealt out: each on two of three engines. */
    private static EngineRoom dealt(int slot) {
        BitSet held = new BitSet();
        for (int n = 0; n < SEGMENTS; n++) {
            held.set(n, n % 3 != slot - 1);
        }
        return new EngineRoom(slot, GIGABIT, 0, held);
    }

    private static EngineRoom whole(int slot, long busy) {
        BitSet held = new BitSet();
        held.set(0, SEGMENTS);
        return new EngineRoom(slot, GIGABIT, busy, held);
    }

    private static EngineRoom gone(int slot) {
        return new EngineRoom(slot, GIGABIT, 0, new BitSet());
    }

    private Map<Integer, Integer> shares(Assignment assignment) {
        Map<Integer, Integer> shares = new TreeMap<>();
        for (int stream = 0; stream < set.streams(); stream++) {
            for (int segment = 0; segment < SEGMENTS; segment++) {
                shares.merge(assignment.slot(stream, segment), 1, Integer::sum);
            }
        }
        return shares;
    }

    private Assignment step(Assignment current, List<EngineRoom> engines, long stationNs) {
        return planner.step(current, engines, stationNs).orElse(current);
    }

    @Test
    void segmentsThatAreDealtOut_goToWhoHoldsThem_inEqualShares() {
        List<EngineRoom> engines = List.of(dealt(1), dealt(2), dealt(3));
        Assignment assignment = step(none, engines, Sets.EPOCH);
        for (int segment = 0; segment < SEGMENTS; segment++) {
            for (int stream = 0; stream < set.streams(); stream++) {
                assertTrue(engines.get(assignment.slot(stream, segment) - 1).holds(segment));
            }
        }
        shares(assignment).values().forEach(share -> assertEquals(600, share, 60));
        assertTrue(planner.step(assignment, engines, Sets.EPOCH).isEmpty());
    }

    @Test
    void wholePrograms_areDealtOutInRuns_byLoad() {
        Assignment assignment = step(none, List.of(whole(1, 0), whole(2, 0)), Sets.EPOCH);
        shares(assignment).values().forEach(share -> assertEquals(900, share, 30));
        int seams = 0;
        for (int segment = 1; segment < SEGMENTS; segment++) {
            seams += assignment.slot(0, segment) != assignment.slot(0, segment - 1) ? 1 : 0;
        }
        assertTrue(seams <= 2, seams + " changes of engine");
        long busy = set.bitRate() / 2;
        AssignmentPlanner other = new AssignmentPlanner(set);
        Map<Integer, Integer> shares =
                shares(other.step(none, List.of(whole(1, busy), whole(2, 0)), Sets.EPOCH).orElseThrow());
        assertEquals(450, shares.get(1), 40);
    }

    @Test
    void whatADeadEngineHad_goesToOthersAtOnce_andNothingElseThatIsBeingSent() {
        Assignment before = step(none, List.of(dealt(1), dealt(2), dealt(3)), Sets.EPOCH);
        long now = Sets.EPOCH + 1000 * Sets.SECOND;
        Assignment after = step(before, List.of(dealt(1), gone(2), dealt(3)), now);
        for (int stream = 0; stream < set.streams(); stream++) {
            for (int segment = 0; segment < SEGMENTS; segment++) {
                assertNotEquals(2, after.slot(stream, segment));
                assertNotEquals(Assignment.NOBODY, after.slot(stream, segment));
            }
            long slot = schedule.slotAt(stream, now);
            if (slot >= 0) {
                int segment = schedule.segment(slot);
                if (before.slot(stream, segment) != 2) {
                    assertEquals(before.slot(stream, segment), after.slot(stream, segment));
                }
            }
        }
        Assignment silent = step(after, List.of(gone(1), gone(2), gone(3)), now);
        assertEquals(Map.of(Assignment.NOBODY, 1800), shares(silent));
    }

    @Test
    void oneThatComesBack_isGivenWhatNoStreamIsIn_andTheRestLater() {
        List<EngineRoom> two = List.of(whole(1, 0), gone(2));
        Assignment current = step(none, two, Sets.EPOCH);
        assertEquals(Map.of(1, 1800), shares(current));
        List<EngineRoom> both = List.of(whole(1, 0), whole(2, 0));
        long now = Sets.EPOCH + 3000 * Sets.SECOND;
        List<Assignment> steps = new ArrayList<>();
        for (int i = 0; i < 700; i++, now += Sets.SECOND / 10) {
            Assignment next = step(current, both, now);
            for (int stream = 0; stream < set.streams(); stream++) {
                long slot = schedule.slotAt(stream, now + Sets.SECOND);
                int segment = schedule.segment(slot);
                assertEquals(current.slot(stream, segment), next.slot(stream, segment), "taken from under a stream");
            }
            if (!next.equals(current)) {
                steps.add(next);
            }
            current = next;
        }
        assertTrue(shares(current).get(2) > 700, shares(current).toString());
        assertTrue(steps.size() > 1 && steps.size() < 150, steps.size() + " changes");
    }
}
