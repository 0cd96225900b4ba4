package io.mediachassis.controller.headend.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryStoresTest {
    @TempDir
    Path folder;

    private RegistryStore open(String line) {
        return new RegistryStores(folder, new SystemClock(), Duration.ofMillis(300)).open(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "sqlite:", "mysql://u:secret@host/x", "etcd://", "etcd://host", "etcd://host:1,", "etcd://a b:1",
        "postgresql://u:secret@host", "postgresql://u:secret@/x", "postgresql://u:secret@ho st/x"
    })
    void whatNamesNoStoreIsRefusedWithoutItsPassword(String line) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> open(line));
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused::getMessage);
    }

    @Test
    void aFileIsInTheControllersFolder() {
        try (RegistryStore store = open("sqlite:registry.db")) {
            assertEquals("SQLite, " + folder.resolve("registry.db"), store.describe());
        }
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws Exception {
        int port = ServerProcess.freePort();
        StoreException refused = assertThrows(
                StoreException.class, () -> open("postgresql://u:secret@127.0.0.1:" + port + "/x"));
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port + "/x"), refused::getMessage);
        assertFalse(refused.getMessage().contains("secret"), refused::getMessage);
        try (RegistryStore etcd = open("etcd://127.0.0.1:" + port)) {
            StoreException unread = assertThrows(StoreException.class, () -> etcd.read(rows -> rows.stations()));
            assertTrue(unread.getMessage().contains("127.0.0.1:" + port), unread::getMessage);
        }
    }
}
