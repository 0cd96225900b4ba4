package io.mediachassis.controller.headend.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.RegistryContract;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a file. */
class SqliteRegistryTest extends RegistryContract {
    @TempDir
    Path folder;

    private final AtomicLong nowNs = new AtomicLong(1);
    private RegistryStore store;
    private RegistryStore reopened;

    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return nowNs.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };

    private RegistryStore open(Path where) {
        return new RegistryStores(where, clock, Duration.ofSeconds(1)).open("sqlite:registry.db");
    }

    @AfterEach
    void close() {
        store().close();
        if (reopened != null) {
            reopened.close();
        }
    }

    @Override
    protected RegistryStore store() {
        if (store == null) {
            store = open(folder);
        }
        return store;
    }

    /** From what is in the files at this moment, as a crash leaves them. */
    @Override
    protected RegistryStore reopened() {
        try {
            Path copy = Files.createDirectories(folder.resolve("after-the-crash"));
            for (String file : new String[] {"registry.db", "registry.db-wal"}) {
                Files.copy(folder.resolve(file), copy.resolve(file));
            }
            reopened = open(copy);
            return reopened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void passLease(Registry registry, String station) {
        nowNs.addAndGet(Duration.ofMillis(1001).toNanos());
    }

    @Test
    void aStepThatFailsChangesNothing() {
        assertThrows(IllegalStateException.class, () -> store().write(rows -> {
            rows.put(new HoldingRow("film", "a", "", 2, SegmentRanges.of(1), SegmentRanges.NONE));
            throw new IllegalStateException("in mid-step");
        }));
        assertTrue(store().read(rows -> rows.holding("film", "a")).isEmpty());
        store().write(rows -> {
            rows.put(new HoldingRow("film", "a", "", 2, SegmentRanges.of(1), SegmentRanges.NONE));
            return true;
        });
        assertTrue(store().read(rows -> rows.holding("film", "a")).isPresent());
    }

    @Test
    void questionsAreAnsweredDuringAStep() {
        assertEquals("wal", store().write(rows -> {
            rows.put(new HoldingRow("film", "a", "", 2, SegmentRanges.of(1), SegmentRanges.NONE));
            assertTrue(store().read(others -> others.holding("film", "a")).isEmpty());
            return journalMode();
        }));
    }

    private String journalMode() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("registry.db"));
                Statement statement = connection.createStatement()) {
            return statement.executeQuery("pragma journal_mode").getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tablesOfANewerSoftwareAreLeftAlone() throws Exception {
        store().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("registry.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("insert into registry_schema (version) values (99)");
        }
        StoreException refused = assertThrows(StoreException.class, () -> open(folder));
        assertTrue(refused.getMessage().contains("99"), refused::getMessage);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("registry.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("delete from registry_schema where version = 99");
        }
        store = open(folder);
    }

    @Test
    void aFileThatCannotBeOpenedIsSaid() throws Exception {
        Files.writeString(folder.resolve("no-registry"), "x".repeat(5000));
        RegistryStores stores = new RegistryStores(folder, clock, Duration.ofSeconds(1));
        StoreException refused = assertThrows(StoreException.class, () -> stores.open("sqlite:no-registry"));
        assertTrue(refused.getMessage().contains("no-registry"), refused::getMessage);
    }
}
