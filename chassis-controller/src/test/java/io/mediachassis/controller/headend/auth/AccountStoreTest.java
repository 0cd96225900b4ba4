package io.mediachassis.controller.headend.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccountStoreTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("accounts.db");
    }

    @Test
    void nobodyElseOnTheMachineReadsIt() throws IOException {
        try (AccountStore store = new AccountStore(file())) {
            store.put(List.of(new Account("anna", "", List.of(), List.of(), Instant.EPOCH, 1, false)));
            assertEquals(Set.of("rw-------"), rights());
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        try (AccountStore store = new AccountStore(file())) {
            assertEquals(1, store.count());
            assertEquals(Set.of("rw-------"), rights(), "one that was there before");
        }
    }

    @Test
    void findsKeysWithoutLookingAtAll_alsoInWhatTheFirstVersionWrote() throws Exception {
        try (AccountStore store = new AccountStore(file())) {
            store.put(List.of(new Account(
                    "anna", "", List.of(), List.of(new Account.ApiKey("k1", "00ff", "")), Instant.EPOCH, 1, false)));
        }
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = database.createStatement()) {
            statement.execute("DROP INDEX IF EXISTS api_key_of_hash");
            statement.execute("DROP INDEX IF EXISTS api_key_of_account");
            statement.execute("PRAGMA user_version = 1");
        }
        try (AccountStore store = new AccountStore(file())) {
            assertEquals("anna", store.ofApiKey("00ff").orElseThrow().name());
        }
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = database.createStatement()) {
            for (String column : List.of("hash", "account")) {
                try (ResultSet rows = statement.executeQuery(
                        "EXPLAIN QUERY PLAN SELECT * FROM api_key WHERE " + column + " = 'x'")) {
                    String plan = rows.getString("detail");
                    assertTrue(plan.contains("USING INDEX api_key_of_" + column), plan);
                }
            }
        }
    }

    private Set<String> rights() throws IOException {
        Set<String> rights = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path one : files.filter(f -> f.getFileName().toString().startsWith("accounts.db")).toList()) {
                rights.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)));
            }
        }
        return rights;
    }
}
