package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.RegistryRows.Located;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The registry in a PostgreSQL server, which several controllers may share. Steps are serializable transactions, which
 * the server breaks off where two would have to come one after the other, and which are run again then. Leases are
 * counted by the server's clock.
 */
public final class PostgresStore implements RegistryStore {
    private static final Migrations MIGRATIONS = new Migrations("postgresql", List.of("001-registry.sql"));
    /** Any number that no other software takes for an advisory lock: "registry". */
    private static final long MIGRATION_LOCK = 0x7265_6769_7374_7279L;

    private final PostgresAddress address;
    private final SqlHandles handles;

    /**
     * Reaches the server, and makes its tables where they are not.
     *
     * @param connections used at once, at least 1; who comes beyond that waits
     * @param limit for which a step is tried again
     * @throws StoreException when it can't be reached
     */
    public PostgresStore(PostgresAddress address, int connections, Duration limit, Clock clock) {
        this.address = address;
        this.handles = new SqlHandles(address, connections, limit, clock);
        handles.ask((handle, statements) -> {
            // What is seen behind the lock is to be what the one before has left there.
            handle.useTransaction(TransactionIsolationLevel.READ_COMMITTED, transaction -> {
                transaction.execute("select pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                MIGRATIONS.run(transaction);
            });
            return true;
        });
    }

    @Override
    public <T> T read(Function<RegistryRows, T> question) {
        return handles.ask((handle, statements) -> handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ,
                transaction -> question.apply(new SqlRows(statements, new ServersLeases(statements)))));
    }

    @Override
    public <T> T readOne(Function<RegistryRows, T> question) {
        return handles.ask((handle, statements) -> question.apply(new SqlRows(statements, new ServersLeases(statements))));
    }

    @Override
    public <T> T write(Function<RegistryRows, T> step) {
        return handles.ask((handle, statements) ->
                handle.inTransaction(transaction -> step.apply(new SqlRows(statements, new ServersLeases(statements)))));
    }

    @Override
    public void renew(String station, Duration lifetime) {
        handles.ask((handle, statements) -> {
            statements.run(
                    "insert into lease (station, until) values (?, clock_timestamp() + ? * interval '1 millisecond')"
                            + " on conflict (station) do update set until = excluded.until",
                    station, lifetime.toMillis());
            return true;
        });
    }

    /** Rows, and the server's clock. */
    private record ServersLeases(Statements statements) implements Leases {
        @Override
        public boolean isAlive(String station) {
            return !statements
                    .list("select station from lease where station = ? and until > clock_timestamp()", row -> true, station)
                    .isEmpty();
        }

        @Override
        public Set<String> alive() {
            return new HashSet<>(statements.list(
                    "select station from lease where until > clock_timestamp()", row -> row.getString(1)));
        }

        /** In one question, since each is a way there and back. */
        @Override
        public List<Located> located(SqlRows rows, String program) {
            return statements.list(
                    "select h.program, h.station, h.manifest, h.total, h.held, h.leaving,"
                            + " coalesce(l.until > clock_timestamp(), false) from holding h"
                            + " left join lease l on l.station = h.station where h.program = ? order by h.station",
                    row -> new Located(SqlRows.TO_HOLDING.map(row), row.getBoolean(7)), program);
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public String describe() {
        return "PostgreSQL, " + address;
    }

    @Override
    public void close() {
        handles.close();
    }
}
