package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;

/**
 * The registry in a file of the controller's own: one writer and one reader beside it (WAL), each step on the disk
 * before it is over. One process at a time has the file; leases are in its memory and counted by its monotonic clock, so
 * that after a start a station is silent until it is heard of.
 */
public final class SqliteStore implements RegistryStore {
    private static final Migrations MIGRATIONS = new Migrations("sqlite", List.of("001-registry.sql"));

    /** Where the driver unpacks its library: a /tmp of an image may forbid execution. */
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private final Path file;
    private final Clock clock;
    private final MemoryLeases leases = new MemoryLeases();
    private final Line writer;
    private final Line reader;

    /**
     * Opens the file, or makes it.
     *
     * @param file in a folder that exists
     * @throws StoreException when it can't be opened, or another process has it
     */
    public SqliteStore(Path file, Clock clock) {
        Path folder = file.toAbsolutePath().getParent();
        if (System.getProperty(UNPACKED) == null && folder != null) {
            System.setProperty(UNPACKED, folder.toString());
        }
        this.file = file;
        this.clock = clock;
        this.writer = open();
        try {
            writer.run(MIGRATIONS::run, "begin immediate");
            this.reader = open();
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    @Override
    public <T> T read(Function<RegistryRows, T> question) {
        return reader.ask((handle, statements) -> question.apply(new SqlRows(statements, leases)), "begin");
    }

    @Override
    public <T> T readOne(Function<RegistryRows, T> question) {
        return reader.ask((handle, statements) -> question.apply(new SqlRows(statements, leases)), "");
    }

    @Override
    public <T> T write(Function<RegistryRows, T> step) {
        return writer.ask((handle, statements) -> step.apply(new SqlRows(statements, leases)), "begin immediate");
    }

    @Override
    public void renew(String station, Duration lifetime) {
        leases.untilNs.put(station, clock.nanoTime() + lifetime.toNanos());
    }

    /** Of this process, by its own clock. */
    private final class MemoryLeases implements Leases {
        final Map<String, Long> untilNs = new ConcurrentHashMap<>();

        @Override
        public boolean isAlive(String station) {
            Long until = untilNs.get(station);
            return until != null && until - clock.nanoTime() > 0;
        }

        @Override
        public Set<String> alive() {
            return untilNs.keySet().stream().filter(this::isAlive).collect(Collectors.toSet());
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public String describe() {
        return "SQLite, " + file;
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    private Line open() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(5_000);
        try {
            return new Line(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
        } catch (SQLException e) {
            throw new StoreException("can't open the registry " + file + ": " + e.getMessage(), e);
        }
    }

    /** A connection, for one thread at a time; its statements are prepared once. */
    private final class Line {
        private final ReentrantLock lock = new ReentrantLock();
        private final Connection connection;
        private final Handle handle;
        private final Statements statements;

        Line(Connection connection) {
            this.connection = connection;
            this.handle = Jdbi.create(connection).open();
            this.statements = new Statements(connection);
        }

        void run(Consumer<Handle> work, String begin) {
            this.<Boolean>ask(
                    (all, unused) -> {
                        work.accept(all);
                        return true;
                    },
                    begin);
        }

        /** @param begin how its transaction begins; empty: what it asks is one thing, which needs none */
        <T> T ask(SqlHandles.Work<T> work, String begin) {
            lock.lock();
            try {
                if (begin.isEmpty()) {
                    return work.with(handle, statements);
                }
                statements.run(begin);
                T answer;
                try {
                    answer = work.with(handle, statements);
                    statements.run("commit");
                } catch (RuntimeException | Error e) {
                    rollBack(e);
                    throw e;
                }
                return answer;
            } catch (JdbiException e) {
                throw new StoreException("the registry " + file + " failed (is its disk full, or gone?): " + e.getMessage(), e);
            } finally {
                lock.unlock();
            }
        }

        private void rollBack(Throwable because) {
            try {
                statements.run("rollback");
            } catch (JdbiException e) {
                because.addSuppressed(e); // SQLite has rolled back by itself
            }
        }

        void close() {
            lock.lock();
            try {
                handle.close();
                connection.close();
            } catch (SQLException e) {
                throw new StoreException("can't close the registry " + file + ": " + e.getMessage(), e);
            } finally {
                lock.unlock();
            }
        }
    }
}
