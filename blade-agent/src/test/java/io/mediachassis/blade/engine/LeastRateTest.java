package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** How long a source that trickles is borne. */
class LeastRateTest {
    private static final long SECOND = 1_000_000_000L;

    /** The second after which it is left; 0: not within five minutes. */
    private static int leftAfter(LeastRate rate, long bitsPerSecond, boolean others) {
        for (int second = 1; second <= 300; second++) {
            if (rate.tooSlow(bitsPerSecond / 8, SECOND, others)) {
                return second;
            }
        }
        return 0;
    }

    @Test
    void lessThanTheProgramsBitRateIsLeftAfterTwentySeconds_andAfterSixtyWhereThereIsNoOther() {
        assertEquals(20, leftAfter(LeastRate.of(4_000_000, false), 3_999_000, true));
        assertEquals(60, leftAfter(LeastRate.of(4_000_000, false), 3_999_000, false));
        assertEquals(0, leftAfter(LeastRate.of(4_000_000, false), 4_000_000, true));
    }

    @Test
    void whereTheBitRateIsNotKnown_orNobodyWaits_itMayBeLess() {
        for (LeastRate rate : new LeastRate[] {LeastRate.of(0, false), LeastRate.of(4_000_000, true)}) {
            assertEquals(0, leftAfter(rate, LeastRate.LITTLE_BPS, true));
        }
        assertEquals(20, leftAfter(LeastRate.of(0, false), LeastRate.LITTLE_BPS - 8, true));
        assertEquals(20, leftAfter(LeastRate.of(4_000_000, true), LeastRate.LITTLE_BPS - 8, true));
        assertEquals(0, leftAfter(LeastRate.of(100_000, true), 100_000, true), "a program of so little");
    }

    @Test
    void aPauseIsForgottenOnceItGoesOn() {
        LeastRate rate = LeastRate.of(4_000_000, false);
        for (int round = 0; round < 5; round++) {
            assertFalse(rate.tooSlow(1, LeastRate.WINDOW_NS, false));
            assertFalse(rate.tooSlow(1, LeastRate.WINDOW_NS, false));
            assertFalse(rate.tooSlow(10_000_000, LeastRate.WINDOW_NS, false));
        }
    }

    @Test
    void withinTheStationNothingIsTooSlow() {
        assertEquals(0, leftAfter(LeastRate.none(), 8, true));
    }
}
