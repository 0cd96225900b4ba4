package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a blade that is too hot has to hand over. */
class ThrottlingTest {
    private static final long MBIT = 1_000_000;

    @Test
    void whatIsBeyondTheNumberOfStreams() {
        assertEquals(50, Throttling.tooMany(250, 200, 250 * MBIT, 800 * MBIT));
        assertEquals(0, Throttling.tooMany(200, 200, 800 * MBIT, 800 * MBIT));
    }

    @Test
    void whatIsBeyondTheBitRateThoughTheyAreFew() {
        // 2000 streams and 8 Gbit/s, throttled to a tenth: 40 Mbit/s each.
        assertEquals(170, Throttling.tooMany(190, 200, 7600 * MBIT, 800 * MBIT));
        assertEquals(1, Throttling.tooMany(21, 200, 840 * MBIT, 800 * MBIT));
        assertEquals(1, Throttling.tooMany(1, 200, 801 * MBIT, 800 * MBIT));
    }

    @Test
    void nothingWhereNothingIsSent() {
        assertEquals(0, Throttling.tooMany(0, 1, 0, 1));
    }
}
