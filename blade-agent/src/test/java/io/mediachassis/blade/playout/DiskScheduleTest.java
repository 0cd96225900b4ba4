package io.mediachassis.blade.playout;

import static io.mediachassis.blade.playout.DiskSchedule.Next.NOTHING;
import static io.mediachassis.blade.playout.DiskSchedule.Next.OTHER;
import static io.mediachassis.blade.playout.DiskSchedule.Next.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
