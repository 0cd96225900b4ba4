package io.mediachassis.blade.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Every operation that changes the data folder goes through here, so that a test can stop after each one. */
interface StoreDisk {
    /** A file open for writing at its end. */
    interface Output extends Closeable {
        /** Writes all remaining bytes. */
        void write(ByteBuffer bytes) throws IOException;

        /** A reader waits for what was given: as much of it as can be is written now. */
        default void flush() throws IOException {}

        /** All bytes were given; returns when they are on the disk. */
        void force() throws IOException;

        /** Bytes from the start that a reader of the file sees by now. Any thread. */
        long readable();
    }

    void createFolder(Path folder) throws IOException;

    /**
     * Creates the file, or empties it.
     *
     * @param expected bytes that will come, for which room may be set aside; 0 when it isn't known
     */
    Output create(Path file, long expected) throws IOException;

    /** Atomic; replaces the target. */
    void rename(Path from, Path to) throws IOException;

    /** Returns when the names in the folder are on the disk. */
    void force(Path folder) throws IOException;

    /** A file or an empty folder; no error when it isn't there. */
    void delete(Path file) throws IOException;

    /** Bytes that can still be written on the disk of this folder. */
    long free(Path folder) throws IOException;

    long total(Path folder) throws IOException;
}
