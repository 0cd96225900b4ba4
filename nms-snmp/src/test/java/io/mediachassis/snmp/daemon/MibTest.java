package io.mediachassis.snmp.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The MIB file: smilint says nothing at its strictest (its exit status says nothing in any case). */
class MibTest {
    @Test
    void smilintHasNothingToSay() throws Exception {
        assertEquals("", Commands.run(Map.of("SMIPATH", "mibs/stubs"),
                "smilint", "-s", "-m", "-l", "6", "./mibs/MEDIA-CHASSIS-MIB"));
    }

    @Test
    void smilintDoesLook() throws Exception {
        assertTrue(Commands.run(Map.of("SMIPATH", "/nonexistent"),
                "smilint", "-s", "-m", "-l", "6", "./mibs/MEDIA-CHASSIS-MIB").contains("module-not-found"));
    }
}
