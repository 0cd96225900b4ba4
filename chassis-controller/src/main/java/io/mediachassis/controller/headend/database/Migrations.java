package io.mediachassis.controller.headend.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Numbered SQL scripts, each of which leads from the version before to the next; {@code PRAGMA user_version} says which have
 * been run. Each is run whole or not at all.
 *
 * @param scripts the first leads to version 1
 */
public record Migrations(List<String> scripts) {
    public Migrations {
        scripts = List.copyOf(scripts);
    }

    /**
     * Scripts that lie beside a class.
     *
     * @param names in their order
     */
    public static Migrations beside(Class<?> owner, String... names) {
        return new Migrations(List.of(names).stream().map(name -> read(owner, name)).toList());
    }

    private static String read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name + " of " + owner.getPackageName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs those that were not run yet. */
    void run(Handle handle, Path file) throws IOException {
        int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
        if (version > scripts.size()) {
            throw new IOException(file + " was written by a newer version of this software; install that one");
        }
        for (int next = version; next < scripts.size(); next++) {
            int number = next;
            handle.useTransaction(h -> {
                h.createScript(scripts.get(number)).execute();
                h.execute("PRAGMA user_version = " + (number + 1));
            });
        }
    }
}
