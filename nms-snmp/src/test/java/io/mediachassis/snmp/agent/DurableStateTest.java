package io.mediachassis.snmp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.snmp.notification.NotificationLedger.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.OctetString;

class DurableStateTest {
    @TempDir
    Path folder;

    @Test
    void bootsRiseWithRestartsAndSwitchovers() throws Exception {
        DurableState first = DurableState.load(folder);
        assertEquals(1280, first.nextBoots(5));
        assertEquals(1281, first.nextBoots(5));
        DurableState again = DurableState.load(folder);
        assertEquals(1282, again.nextBoots(5));
        assertEquals(1536, again.nextBoots(6));
    }

    @Test
    void whatWasToldIsKept() throws Exception {
        DurableState.load(folder).save(new Mark(5, -2, true));
        assertEquals(new Mark(5, -2, true), DurableState.load(folder).mark());
    }

    @Test
    void aDamagedFileIsNoReasonNotToStart() throws Exception {
        DurableState.load(folder).nextBoots(5);
        for (String damage : new String[] {"", "boots=", "boots=1\nepoch=x", "\u0000\u0001", "x".repeat(5000)}) {
            Files.writeString(folder.resolve("snmp-agent.state"), damage);
            assertEquals(1536, DurableState.load(folder).nextBoots(6));
        }
    }

    @Test
    void bothControllersAreOneEngine() {
        OctetString id = EngineIdentity.of(32473, "MC-0001");
        assertEquals("80:00:7e:d9:04:4d:43:2d:30:30:30:31", id.toHexString());
        assertNotEquals(id, EngineIdentity.of(32473, "MC-0002"));
        assertTrue(EngineIdentity.of(32473, "x".repeat(64)).length() <= 32);
    }
}
