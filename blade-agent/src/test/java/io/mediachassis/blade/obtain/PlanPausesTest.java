package io.mediachassis.blade.obtain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How long planned programs that can't be had are left out. */
class PlanPausesTest {
    private final PlanPauses pauses = new PlanPauses();
    private long nowNs = 3;

    private void lasts(long ns) {
        nowNs += ns - 1;
        assertTrue(pauses.has("film", nowNs));
        nowNs++;
        assertFalse(pauses.has("film", nowNs));
    }

    @Test
    void theOftenerTheLongerUpToABound() {
        for (long wait = PlanPauses.STALLED_NS; wait < PlanPauses.STALLED_MOST_NS; wait *= 2) {
            pauses.stalled("film", true, nowNs);
            lasts(wait);
        }
        pauses.stalled("film", true, nowNs);
        lasts(PlanPauses.STALLED_MOST_NS);
    }

    @Test
    void whatCameBeginsAnew() {
        pauses.nowhere("film", nowNs);
        pauses.nowhere("film", nowNs);
        pauses.over("film");
        assertFalse(pauses.has("film", nowNs));
        pauses.nowhere("film", nowNs);
        lasts(PlanPauses.NOWHERE_NS);
    }

    @Test
    void aSilentRegistryIsNoMatterOfTheProgram() {
        for (int i = 0; i < 20; i++) {
            pauses.stalled("film", false, nowNs);
            lasts(PlanPauses.STALLED_NS);
        }
    }
}
