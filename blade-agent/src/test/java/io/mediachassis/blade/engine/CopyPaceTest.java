package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CopyPaceTest {
    @Test
    void aSecondOfBytesTakesASecond() {
        CopyPace pace = new CopyPace(8_000_000);
        long now = 5;
        for (int i = 0; i < 100; i++) {
            now += pace.onBytes(10_000, now);
        }
        assertEquals(1_000_000_000L, now - 5);
    }

    @Test
    void copiesShareTheRateAndAPauseIsNotMadeUpFor() {
        CopyPace pace = new CopyPace(8_000_000);
        long first = pace.onBytes(10_000, 0);
        assertEquals(2 * first, pace.onBytes(10_000, 0));
        assertEquals(first, pace.onBytes(10_000, 1_000_000_000));
    }

    @Test
    void withoutARateNobodyWaits() {
        CopyPace pace = new CopyPace(0);
        assertEquals(0, pace.onBytes(1 << 30, 0));
        assertTrue(!pace.limits());
    }
}
