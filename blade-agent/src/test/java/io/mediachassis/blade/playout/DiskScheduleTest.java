package io.mediachassis.blade.playout;

import static io.mediachassis.blade.playout.DiskSchedule.Next.NOTHING;
import static io.mediachassis.blade.playout.DiskSchedule.Next.OTHER;
import static io.mediachassis.blade.playout.DiskSchedule.Next.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DiskScheduleTest {
    private static final long NONE = Long.MAX_VALUE;
    private static final long MS = 1_000_000;
    private static final long NOW = 5_000 * MS;

    @Test
    void readsGoFirstUnlessTheyHaveTimeOrOtherWorkStarves() {
        assertEquals(NOTHING, DiskSchedule.next(NOW, NONE, NONE, 0));
        assertEquals(READ, DiskSchedule.next(NOW, NOW + 900 * MS, NONE, 0));
        assertEquals(OTHER, DiskSchedule.next(NOW, NONE, NOW, 3));
        assertEquals(READ, DiskSchedule.next(NOW, NOW + 100 * MS, NOW - 50 * MS, 0));
        assertEquals(OTHER, DiskSchedule.next(NOW, NOW + 300 * MS, NOW - 50 * MS, 0));
        assertEquals(OTHER, DiskSchedule.next(NOW, NOW - 100 * MS, NOW - 150 * MS, 0));
        assertEquals(READ, DiskSchedule.next(NOW, NOW + 900 * MS, NOW - 900 * MS, 1), "one at a time");
    }

    @Test
    void healthEndsWithSlowFailedOrStuckRequestsOnly() {
        DiskHealth well = new DiskHealth(2);
        for (long i = 0; i < 1000; i++) {
            well.started(0, i * 1000 * MS);
            well.ended(0, i * 1000 * MS + 700 * MS, false);
            // Slow or bad now and then is no failure.
            if (i % 40 == 0) {
                well.started(1, i * 1000 * MS);
                well.ended(1, i * 1000 * MS + 900 * MS, true);
            }
            well.tick(i * 1000 * MS + 1);
        }
        assertTrue(well.verdict().isEmpty(), String.valueOf(well.verdict()));
        DiskHealth slow = new DiskHealth(1);
        for (long i = 0; i < 3; i++) {
            assertTrue(slow.verdict().isEmpty());
            slow.started(0, i * 1000 * MS);
            slow.ended(0, i * 1000 * MS + 900 * MS, false);
        }
        assertTrue(slow.verdict().orElseThrow().contains("800 ms"));
        DiskHealth bad = new DiskHealth(1);
        for (long i = 0; i < 3; i++) {
            assertTrue(bad.verdict().isEmpty());
            bad.started(0, i * 1000 * MS);
            bad.ended(0, i * 1000 * MS + 1, true);
        }
        assertTrue(bad.verdict().orElseThrow().contains("input/output"));
        DiskHealth stuck = new DiskHealth(2);
        stuck.started(1, NOW);
        stuck.tick(NOW + DiskHealth.STUCK_NS);
        assertTrue(stuck.verdict().isEmpty());
        stuck.tick(NOW + DiskHealth.STUCK_NS + 1);
        assertTrue(stuck.verdict().orElseThrow().contains("under way"));
    }
}
