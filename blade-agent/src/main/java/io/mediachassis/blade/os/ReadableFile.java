package io.mediachassis.blade.os;

import java.io.IOException;

/** A file open for reading into native memory: {@link DiskFile}, or one that a test makes slow or bad. */
public interface ReadableFile extends AutoCloseable {
    /**
     * Reads up to {@code length} bytes. Blocks for the disk.
     *
     * @param address memory aligned to {@link AlignedBuffer#PAGE}
     * @param offset in the file, aligned likewise
     * @param length aligned likewise; memory for all of it is there
     * @return bytes read, fewer than {@code length} only at the end of the file
     */
    int read(long address, long offset, int length) throws IOException;

    @Override
    void close();
}
