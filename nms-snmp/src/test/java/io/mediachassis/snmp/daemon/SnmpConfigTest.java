package io.mediachassis.snmp.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnmpConfigTest {
    @TempDir
    Path folder;

    private Path file(String inside) throws IOException {
        return Files.writeString(folder.resolve("nms-snmp.conf"), "mediachassis.snmp {\n" + inside + "\n}\n");
    }

    private String refusal(String inside) throws IOException {
        Path file = file(inside);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SnmpConfig.load(file.toFile()));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void readsAFileOverTheDefaults() throws IOException {
        SnmpConfig config = SnmpConfig.load(file("community = monitor\nmanagement.port = 1161").toFile());
        assertEquals("monitor", config.agent().community().orElseThrow());
        assertEquals(1161, config.agent().address().getPort());
    }

    @Test
    void aMistypedKeyIsNamedWithItsPlaceAndNoSecret() throws IOException {
        String top = refusal("community = monitor\ncomunity = secret-word");
        assertTrue(top.contains("mediachassis.snmp.comunity") && top.contains("nms-snmp.conf: 3"), top);
        assertFalse(top.contains("secret-word"), top);
        assertTrue(refusal("community = a\nmanagement { prot = 1 }").contains("management.prot"));
        assertTrue(refusal("users = [{ name = a, auth-passfrase = secret-word, priv-passphrase = secret-word }]")
                .contains("users[].auth-passfrase"));
        assertTrue(refusal("community = a\ntargets = [{ adress = \"192.0.2.1\", version = v2c }]")
                .contains("targets[].adress"));
    }
}
