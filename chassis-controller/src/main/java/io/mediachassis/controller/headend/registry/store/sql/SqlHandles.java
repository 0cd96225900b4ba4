package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a server, opened when first needed and used again; one that broke is replaced. Work that the server
 * broke off for another's sake is run again, and so is work whose connection broke: all steps bear that.
 */
final class SqlHandles implements AutoCloseable {
    /** Serialization failure, and deadlock. */
    private static final Set<String> BROKEN_OFF = Set.of("40001", "40P01");

    private final PostgresAddress address;
    private final Jdbi jdbi;
    private final Duration limit;
    private final Clock clock;
    private final BlockingQueue<Place> free;

    SqlHandles(PostgresAddress address, int connections, Duration limit, Clock clock) {
        this.address = address;
        this.jdbi = Jdbi.create(address.url(), address.properties());
        this.limit = limit;
        this.clock = clock;
        this.free = new ArrayBlockingQueue<>(connections);
        for (int i = 0; i < connections; i++) {
            free.add(new Place());
        }
    }

    /** What is done with a connection. */
    interface Work<T> {
        T with(Handle handle, Statements statements);
    }

    private record Connected(Handle handle, Statements statements) {}

    /** Room for one connection. */
    private final class Place {
        private @Nullable Connected connected;

        Connected open() {
            Connected open = connected;
            if (open == null) {
                Handle handle = jdbi.open();
                // Once, and not with each transaction: that would be four more ways there and back.
                handle.setTransactionIsolationLevel(TransactionIsolationLevel.SERIALIZABLE);
                open = new Connected(handle, new Statements(handle.getConnection()));
                connected = open;
            }
            return open;
        }

        void discard() {
            Connected broken = connected;
            connected = null;
            if (broken != null) {
                try {
                    broken.handle().close();
                } catch (JdbiException e) {
                    // It was broken before.
                }
            }
        }
    }

    /** @throws StoreException when it did not succeed within the limit */
    <T> T ask(Work<T> work) {
        long deadlineNs = clock.nanoTime() + limit.toNanos();
        Place place = take();
        try {
            while (true) {
                try {
                    Connected open = place.open();
                    return work.with(open.handle(), open.statements());
                } catch (JdbiException e) {
                    String state = state(e);
                    boolean brokenOff = BROKEN_OFF.contains(state);
                    // Class 08: the connection; 57P: the server ends, or begins.
                    boolean gone = state.startsWith("08") || state.startsWith("57P");
                    if (!brokenOff) {
                        place.discard();
                    }
                    if ((!brokenOff && !gone) || deadlineNs - clock.nanoTime() <= 0) {
                        throw new StoreException(
                                "the registry's PostgreSQL server at " + address + " does not do what it was asked"
                                        + " (is it up, and are address and password right?): " + message(e), e);
                    }
                    if (gone) {
                        pause();
                    }
                }
            }
        } finally {
            free.add(place);
        }
    }

    private Place take() {
        try {
            Place place = free.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (place == null) {
                throw new StoreException("all connections to the registry's PostgreSQL server at " + address
                        + " are busy: it answers too slowly");
            }
            return place;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(50_000_000);
    }

    private static String state(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static String message(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        for (Place place = free.poll(); place != null; place = free.poll()) {
            place.discard();
        }
    }
}
