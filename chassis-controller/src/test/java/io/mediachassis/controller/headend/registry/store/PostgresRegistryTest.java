package io.mediachassis.controller.headend.registry.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.RegistryContract;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract over a PostgreSQL server. */
class PostgresRegistryTest extends RegistryContract {
    private static PostgresServer server;
    private static RegistryStore store;
    private static RegistryStore other;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> bin = PostgresServer.installed();
        Assumptions.assumeTrue(
                bin.isPresent(), "skipped: no PostgreSQL server is installed here (apt-get install postgresql)");
        server = new PostgresServer(bin.get());
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            store = open();
            return true;
        });
        other = open();
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        if (store != null) {
            store.close();
            other.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static RegistryStore open() {
        return new RegistryStores(Path.of(""), new SystemClock(), Duration.ofSeconds(5)).open(server.address());
    }

    @Override
    protected RegistryStore store() {
        return store;
    }

    @Override
    protected RegistryStore second() {
        return other;
    }

    @Override
    protected RegistryStore reopened() {
        return other;
    }

    @Override
    protected void passLease(Registry registry, String station) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !store.read(rows -> rows.isAlive(station)));
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        store.write(rows -> {
            rows.put(new HoldingRow("steady", "steady", "", 2, SegmentRanges.of(1), SegmentRanges.NONE));
            return true;
        });
        RegistryStore impatient =
                new RegistryStores(Path.of(""), new SystemClock(), Duration.ofMillis(100)).open(server.address());
        server.kill();
        StoreException refused = assertThrows(StoreException.class, () -> impatient.read(rows -> rows.stations()));
        assertTrue(refused.getMessage().contains("PostgreSQL"), refused::getMessage);
        impatient.close();
        server.start();
        assertTrue(store.read(rows -> rows.holding("steady", "steady")).isPresent());
        store.renew("steady", Duration.ofSeconds(60));
        assertEquals(true, store.read(rows -> rows.isAlive("steady")));
    }

    @Test
    void theAddressIsRead() {
        RegistryStores stores = new RegistryStores(Path.of(""), new SystemClock(), Duration.ofMillis(10));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> stores.open("postgresql://u:secret@/x"));
        assertFalse(refused.getMessage().contains("secret"), refused::getMessage);
        assertFalse(store.describe().contains("registry@"), store::describe);
    }
}
