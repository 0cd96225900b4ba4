package io.mediachassis.controller.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConnectionLimitsTest {
    @Test
    void countsWhatIsThereNow() {
        ConnectionLimits limits = new ConnectionLimits(3, 2);
        assertTrue(limits.admit("a"));
        assertTrue(limits.admit("a"));
        assertFalse(limits.admit("a"), "of one address");
        assertTrue(limits.admit("b"));
        assertFalse(limits.admit("c"), "in all");
        limits.gone("a");
        assertTrue(limits.admit("c"));
        limits.gone("b");
        assertTrue(limits.admit("a"));
        assertFalse(limits.admit("b"));
    }
}
