package io.mediachassis.controller.headend.registry.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract over three etcd nodes, and what becomes of it when some are gone. */
class EtcdRegistryTest extends RegistryContract {
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static EtcdCluster cluster;
    private static RegistryStore store;
    private static RegistryStore other;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(
                EtcdCluster.isInstalled(), "skipped: no etcd is installed here (apt-get install etcd-server)");
        cluster = new EtcdCluster();
        store = open(0, 1, 2);
        other = open(2, 1, 0);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            store.renew("steady", Duration.ofMinutes(10));
            return true;
        });
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        if (store != null) {
            store.close();
            other.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static RegistryStore open(int... order) {
        return open(LIMIT, order);
    }

    private static RegistryStore open(Duration limit, int... order) {
        return new RegistryStores(Path.of(""), new SystemClock(), limit).open(cluster.address(order));
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
        // Another node may be a moment behind; a step asks the majority.
        other.write(rows -> rows.station("nobody"));
        return other;
    }

    @Override
    protected void passLease(Registry registry, String station) {
        await().atMost(Duration.ofSeconds(10)).until(() -> !store.read(rows -> rows.isAlive(station)));
    }

    private static void put(RegistryStore store, String program) {
        store.write(rows -> {
            rows.put(new HoldingRow(program, "steady", "", 2, SegmentRanges.of(1), SegmentRanges.NONE));
            return true;
        });
    }

    private static boolean isThere(String program) {
        return store.read(rows -> rows.holding(program, "steady")).isPresent();
    }

    @Test
    void withoutAMajorityWhatIsKnownIsReadAndWritesSaySo() throws Exception {
        put(store, "before");
        cluster.kill(0);
        try (RegistryStore impatient = open(Duration.ofMillis(900), 0, 1, 2)) {
            put(store, "one-killed");
            assertTrue(isThere("one-killed"));
            cluster.pause(1);
            StoreException refused = assertThrows(StoreException.class, () -> put(impatient, "no-majority"));
            assertTrue(refused.getMessage().contains("took no write within 900 ms"), refused::getMessage);
            assertThrows(StoreException.class, () -> impatient.renew("steady", Duration.ofMinutes(10)));
            assertTrue(isThere("one-killed"));
            assertEquals(true, store.read(rows -> rows.isAlive("steady")));
            cluster.resume(1);
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                put(store, "again");
                return true;
            });
            assertTrue(isThere("before") && isThere("one-killed") && isThere("again"));
        } finally {
            cluster.resume(1);
            cluster.start(0);
        }
        RegistryStore first = open(0);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertEquals(
                SegmentRanges.of(1), first.read(rows -> rows.holding("again", "steady")).orElseThrow().held()));
        first.close();
    }
}
