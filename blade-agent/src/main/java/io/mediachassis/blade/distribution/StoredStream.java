package io.mediachassis.blade.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Files one after the other, each opened when its turn comes. One thread. */
public final class StoredStream extends InputStream {
    private final Iterator<Path> files;
    private InputStream open = InputStream.nullInputStream();

    public StoredStream(List<Path> files) {
        this.files = files.iterator();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int n = open.read(to, offset, length);
        while (n < 0 && files.hasNext()) {
            open.close();
            open = Files.newInputStream(files.next());
            n = open.read(to, offset, length);
        }
        return n;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
