package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.controller.headend.registry.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Brings a database to the tables that this software needs: numbered scripts, each run once, in order, within one
 * transaction with the note that it was run.
 */
final class Migrations {
    private final String dialect;
    private final List<String> scripts;

    /**
     * @param dialect folder of the scripts
     * @param scripts their names in order; the first is number 1
     */
    Migrations(String dialect, List<String> scripts) {
        this.dialect = dialect;
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Runs what was not run yet. The handle is in a transaction that keeps others from doing the same.
     *
     * @throws StoreException when a newer software made the tables
     */
    void run(Handle handle) {
        handle.execute("create table if not exists registry_schema (version integer not null)");
        int version = handle.createQuery("select coalesce(max(version), 0) from registry_schema")
                .mapTo(Integer.class)
                .one();
        if (version > scripts.size()) {
            throw new StoreException("the registry's tables are of version " + version + ", and this software knows "
                    + scripts.size() + ": a newer one has been here. Install that one, or name another database");
        }
        for (int n = version; n < scripts.size(); n++) {
            handle.createScript(read(scripts.get(n))).execute();
            handle.execute("insert into registry_schema (version) values (?)", n + 1);
        }
    }

    private String read(String script) {
        try (InputStream in = Migrations.class.getResourceAsStream(dialect + "/" + script)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + dialect + "/" + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
