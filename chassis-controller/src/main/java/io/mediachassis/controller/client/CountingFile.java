package io.mediachassis.controller.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A file being read, which tells how far. One thread. */
final class CountingFile extends FilterInputStream {
    private final LongConsumer progress;
    private long count;

    private CountingFile(InputStream in, LongConsumer progress) {
        super(in);
        this.progress = progress;
    }

    static InputStream open(Path file, LongConsumer progress) {
        try {
            return new CountingFile(Files.newInputStream(file), progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            progress.accept(++count);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            count += read;
            progress.accept(count);
        }
        return read;
    }
}
