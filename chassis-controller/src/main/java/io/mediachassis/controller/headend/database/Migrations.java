package io.mediachassis.controller.headend.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Numbered steps, each of which leads from the version before to the next; {@code PRAGMA user_version} says which have been
 * taken. Each is taken whole or not at all.
 *
 * @param steps each some statements; the first leads to version 1
 */
public record Migrations(List<List<String>> steps) {
    /** Takes those that were not taken yet. */
    void run(Handle handle, Path file) throws IOException {
        int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
        if (version > steps.size()) {
            throw new IOException(file + " was written by a newer version of this software; install that one");
        }
        for (int next = version; next < steps.size(); next++) {
            int number = next;
            handle.useTransaction(h -> {
                steps.get(number).forEach(h::execute);
                h.execute("PRAGMA user_version = " + (number + 1));
            });
        }
    }
}
