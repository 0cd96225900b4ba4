package io.mediachassis.controller.headend.auth;

import io.mediachassis.controller.headend.database.Migrations;
import io.mediachassis.controller.headend.database.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Subscribers and the audit log in an embedded SQLite database. What a method has written is on the disk when it returns.
 * Blocks; one thread. Values are bound, never put into SQL.
 */
final class AccountStore implements AutoCloseable {
    private static final Migrations MIGRATIONS = new Migrations(List.of(
            """
            CREATE TABLE account (
              name TEXT PRIMARY KEY,
              password_hash TEXT NOT NULL,
              programs TEXT NOT NULL,
              made_ms INTEGER NOT NULL,
              revision INTEGER NOT NULL,
              removed INTEGER NOT NULL) STRICT;
            CREATE TABLE api_key (
              id TEXT PRIMARY KEY,
              account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
              hash TEXT NOT NULL,
              label TEXT NOT NULL) STRICT;
            CREATE TABLE audit (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              at_ms INTEGER NOT NULL,
              kind TEXT NOT NULL,
              subscriber TEXT NOT NULL,
              client TEXT NOT NULL,
              text TEXT NOT NULL) STRICT
            """,
            """
            CREATE INDEX api_key_of_hash ON api_key (hash);
            CREATE INDEX api_key_of_account ON api_key (account)
            """));

    /** Entries of the audit log that are kept. */
    static final int AUDITED = 10_000;

    private final Handle handle;

    /** @throws IOException when it can't be opened, or a newer version wrote it */
    AccountStore(Path file) throws IOException {
        handle = SqliteFile.open(file, MIGRATIONS);
    }

    /** One that is not removed. */
    Optional<Account> find(String name) {
        return row(name).filter(account -> !account.removed());
    }

    /** The subscriber whose API key has this hash. */
    Optional<Account> ofApiKey(String hash) {
        return handle.createQuery("SELECT account FROM api_key WHERE hash = :hash")
                .bind("hash", hash)
                .mapTo(String.class)
                .findOne()
                .flatMap(this::find);
    }

    private Optional<Account> row(String name) {
        return handle.createQuery("SELECT * FROM account WHERE name = :name")
                .bind("name", name)
                .map((r, ctx) -> account(
                        r.getString("name"), r.getString("password_hash"), r.getString("programs"),
                        r.getLong("made_ms"), r.getLong("revision"), r.getInt("removed") != 0))
                .findOne();
    }

    private Account account(
            String name, String hash, String programs, long madeMs, long revision, boolean removed) {
        List<Account.ApiKey> keys = handle.createQuery("SELECT id, hash, label FROM api_key WHERE account = :name ORDER BY id")
                .bind("name", name)
                .map((r, ctx) -> new Account.ApiKey(r.getString("id"), r.getString("hash"), r.getString("label")))
                .list();
        return new Account(
                name, hash, programs.isEmpty() ? List.of() : List.of(programs.split(" ", -1)), keys,
                Instant.ofEpochMilli(madeMs), revision, removed);
    }

    /**
     * Rows in the order of their names, those of removed subscribers too.
     *
     * @param after the last name that is known, or empty
     */
    List<Account> page(String after, int limit) {
        List<String> names = handle.createQuery("SELECT name FROM account WHERE name > :after ORDER BY name LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
        List<Account> page = new ArrayList<>();
        names.forEach(name -> row(name).ifPresent(page::add));
        return page;
    }

    /** Subscribers there are. */
    int count() {
        return handle.createQuery("SELECT count(*) FROM account WHERE removed = 0").mapTo(Integer.class).one();
    }

    /** The highest revision of any row; 0 without rows. */
    long revision() {
        return handle.createQuery("SELECT coalesce(max(revision), 0) FROM account").mapTo(Long.class).one();
    }

    /** Stores those that are newer than what is there. */
    void put(List<Account> accounts) {
        handle.useTransaction(h -> accounts.forEach(this::put));
    }

    private void put(Account account) {
        Optional<Account> known = row(account.name());
        if (known.isPresent() && known.get().revision() >= account.revision()) {
            return;
        }
        handle.createUpdate("""
                        INSERT INTO account VALUES (:name, :hash, :programs, :made, :revision, :removed)
                        ON CONFLICT (name) DO UPDATE SET password_hash = :hash, programs = :programs, made_ms = :made,
                          revision = :revision, removed = :removed
                        """)
                .bind("name", account.name())
                .bind("hash", account.passwordHash())
                .bind("programs", String.join(" ", account.programs()))
                .bind("made", account.made().toEpochMilli())
                .bind("revision", account.revision())
                .bind("removed", account.removed() ? 1 : 0)
                .execute();
        handle.createUpdate("DELETE FROM api_key WHERE account = :name").bind("name", account.name()).execute();
        for (Account.ApiKey key : account.keys()) {
            handle.createUpdate("INSERT OR REPLACE INTO api_key VALUES (:id, :account, :hash, :label)")
                    .bind("id", key.id())
                    .bind("account", account.name())
                    .bind("hash", key.hash())
                    .bind("label", key.label())
                    .execute();
        }
    }

    /** Adds to the audit log, and drops what is beyond {@link #AUDITED}. */
    void audit(Audit entry) {
        handle.useTransaction(h -> {
            h.createUpdate("INSERT INTO audit (at_ms, kind, subscriber, client, text) VALUES (:at, :kind, :who, :client, :text)")
                    .bind("at", entry.at().toEpochMilli())
                    .bind("kind", entry.kind())
                    .bind("who", entry.subscriber())
                    .bind("client", entry.client())
                    .bind("text", entry.text())
                    .execute();
            h.execute("DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - " + AUDITED);
        });
    }

    /** The newest entries, newest first. */
    List<Audit> audited(int limit) {
        return handle.createQuery("SELECT * FROM audit ORDER BY number DESC LIMIT :limit")
                .bind("limit", limit)
                .map((r, ctx) -> new Audit(
                        r.getLong("number"), Instant.ofEpochMilli(r.getLong("at_ms")), r.getString("kind"),
                        r.getString("subscriber"), r.getString("client"), r.getString("text")))
                .list();
    }

    @Override
    public void close() {
        handle.close();
    }
}
