package io.mediachassis.controller.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnDelayTest {
    private static final long MS = 1_000_000L;

    private final BladeTable blades = new BladeTable(1, List.of(1), ElectionTimes.DEFAULT, 0);
    private final BladeView blade = blades.view(1, 0);

    @Test
    void whatTheControllerWasAwayIsForgiven() {
        OwnDelay delay = new OwnDelay(blades, new ElectionGuards(), 60 * MS, 0);
        assertFalse(delay.forgave(20 * MS));
        assertFalse(delay.forgave(80 * MS), "60 ms are in time");
        assertEquals(0, blade.heardNs);
        assertTrue(delay.forgave(580 * MS));
        assertEquals(500 * MS, blade.heardNs);
        assertFalse(delay.forgave(600 * MS), "once");
    }

    @Test
    void nobodyWasHeardInTheFuture() {
        blade.heardNs = 90 * MS;
        assertTrue(new OwnDelay(blades, new ElectionGuards(), 60 * MS, 0).forgave(100 * MS));
        assertEquals(100 * MS, blade.heardNs);
    }
}
