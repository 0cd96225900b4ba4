package io.mediachassis.sim.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SnmpViewTest {
    @Test
    void aBladeIsAModuleInASlot() {
        String walk = """
                .1.3.6.1.2.1.47.1.1.1.1.5.1 3
                .1.3.6.1.2.1.47.1.1.1.1.5.10101000 9
                .1.3.6.1.2.1.47.1.1.1.1.5.10101101 8
                .1.3.6.1.2.1.47.1.1.1.1.5.10102000 9
                .1.3.6.1.2.1.47.1.1.1.1.5.10400000 5
                .1.3.6.1.2.1.47.1.1.1.1.5.11601000 9
                .1.3.6.1.2.1.47.1.1.1.1.5.40101000 9
                """;
        assertEquals(2, SnmpView.blades(walk));
    }

    @Test
    void aRowHasAValue() {
        assertEquals(2, SnmpView.rows(".1.3 = INTEGER: 1\n.1.4 = \"\"\nNo more variables left in this MIB View\n"));
    }
}
