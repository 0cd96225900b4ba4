package io.mediachassis.controller.headend.database;

import io.mediachassis.backplane.durable.DurableFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Opens a database in a file of this controller alone: what a statement has written is on the disk when it is done. */
public final class SqliteFile {
    /** Where the driver unpacks its library: a /tmp of an image may forbid execution. */
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private SqliteFile() {}

    /**
     * Opens it, or makes it, and brings it to this version. Nobody but its owner may read it.
     *
     * @return for one thread at a time
     * @throws IOException when it can't be opened, or a newer version wrote it
     */
    public static Handle open(Path file, Migrations migrations) throws IOException {
        if (System.getProperty(UNPACKED) == null) {
            // What a killed controller leaves should not pile up elsewhere.
            System.setProperty(UNPACKED, String.valueOf(file.toAbsolutePath().getParent()));
        }
        ownerOnly(file);
        try {
            Handle handle = Jdbi.create("jdbc:sqlite:" + file).open();
            handle.execute("PRAGMA journal_mode = WAL");
            handle.execute("PRAGMA synchronous = FULL");
            handle.execute("PRAGMA foreign_keys = ON");
            migrations.run(handle, file);
            return handle;
        } catch (JdbiException e) {
            throw new IOException(file + " can't be opened as a database: " + e.getMessage(), e);
        }
    }

    /** SQLite gives its other files the rights of this one. */
    private static void ownerOnly(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(DurableFile.OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            // Early versions left it to everybody to read.
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path one = file.resolveSibling(file.getFileName() + suffix);
                if (Files.exists(one)) {
                    Files.setPosixFilePermissions(one, DurableFile.OWNER_ONLY);
                }
            }
        }
    }
}
