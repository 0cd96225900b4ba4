package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who hears nobody any more has been given up. */
class IsolationTest {
    private static final long LATER = 10 + Isolation.SILENT_NS;

    private final Isolation isolation = new Isolation();

    @Test
    void whenAllAreSilent_itIsCutOff() {
        isolation.onController(0);
        isolation.onBlade(2, 0);
        isolation.onBlade(3, 10);
        assertFalse(isolation.cutOff(LATER - 1));
        assertTrue(isolation.cutOff(LATER));
        isolation.onBladeGone(2, LATER + 1);
        isolation.onBladeGone(3, LATER + 1);
        assertTrue(isolation.cutOff(LATER + 2), "its links end by their silence, too");
        isolation.onBlade(3, LATER + 3);
        assertFalse(isolation.cutOff(LATER + 3));
    }

    @Test
    void whileOneIsHeard_itIsNot() {
        isolation.onBlade(2, 0);
        assertFalse(isolation.cutOff(LATER), "a station without a controller");
        isolation.onController(0);
        assertTrue(isolation.cutOff(LATER));
        isolation.onController(LATER);
        assertFalse(isolation.cutOff(LATER));
    }

    @Test
    void whoIsAloneSinceTheOthersEndedIsNot() {
        isolation.onController(0);
        isolation.onBlade(2, 0);
        isolation.onBladeGone(2, 100);
        assertFalse(isolation.cutOff(LATER), "nobody could send its streams on");
    }
}
