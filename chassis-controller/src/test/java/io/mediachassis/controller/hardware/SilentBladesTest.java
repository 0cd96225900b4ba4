package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SilentBladesTest {
    private static final long AGAIN = 20;
    private final SilentBlades silent = new SilentBlades(AGAIN);

    @Test
    void oneWithoutATokenGetsItAtOnceAndNothingIsSaid() {
        assertTrue(silent.tokenDue(3, 100));
        assertFalse(silent.worthSaying(3, 100), "it had no token that could have helped");
    }

    @Test
    void theNextTokenWaitsItsTimeAndTheSilenceIsSaidOnce() {
        silent.tokenGiven(3, 100);
        assertFalse(silent.worthSaying(3, 100), "it has just been switched on");
        assertFalse(silent.tokenDue(3, 100 + AGAIN - 1));
        assertFalse(silent.worthSaying(3, 100 + AGAIN - 1));
        assertTrue(silent.tokenDue(3, 100 + AGAIN));
        assertTrue(silent.worthSaying(3, 100 + AGAIN));
        silent.tokenGiven(3, 100 + AGAIN);
        assertTrue(silent.tokenDue(3, 100 + 2 * AGAIN));
        assertFalse(silent.worthSaying(3, 100 + 2 * AGAIN), "one silence, one word");
    }

    @Test
    void anotherSilenceIsSaidAgain() {
        silent.tokenGiven(3, 0);
        assertFalse(silent.worthSaying(3, 0));
        assertTrue(silent.worthSaying(3, AGAIN));
        silent.over(3);
        assertFalse(silent.worthSaying(3, 3 * AGAIN), "its agent has just ended, and is started again");
        assertTrue(silent.worthSaying(3, 4 * AGAIN));
    }

    @Test
    void anotherBoardGetsATokenAtOnce() {
        silent.tokenGiven(3, 0);
        silent.exchanged(3);
        assertTrue(silent.tokenDue(3, 1));
        assertFalse(silent.worthSaying(4, AGAIN), "slots apart");
    }
}
