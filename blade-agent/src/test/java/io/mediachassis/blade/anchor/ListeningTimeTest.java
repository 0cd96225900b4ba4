package io.mediachassis.blade.anchor;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ListeningTimeTest {
    private static final long MS = 1_000_000;
    private static final long START = -5_000 * MS;

    private final ListeningTime listening = new ListeningTime();

    private boolean overAfter(long ms, boolean allHeard) {
        return listening.over(allHeard, START, START + ms * MS);
    }

    @Test
    void whereAllWereHeardFromTheStart_itIsShort() {
        assertFalse(overAfter(0, true));
        assertFalse(overAfter(2_400, true));
        assertTrue(overAfter(2_500, true));
    }

    @Test
    void whoeverIsHeardLate_hasTheSameTimeToTell() {
        assertFalse(overAfter(0, false));
        assertFalse(overAfter(2_600, false));
        assertFalse(overAfter(5_000, true));
        assertTrue(overAfter(5_100, true));
    }

    @Test
    void whoeverIsNeverHeard_isNotWaitedForForEver() {
        assertFalse(overAfter(6_900, false));
        assertTrue(overAfter(7_000, false));
    }
}
