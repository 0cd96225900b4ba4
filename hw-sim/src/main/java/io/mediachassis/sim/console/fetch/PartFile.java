package io.mediachassis.sim.console.fetch;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A file on its way: takes bytes one behind the other, no more than it shall have, and none that come too slowly. One
 * thread at a time.
 */
final class PartFile extends OutputStream {
    /** Where nobody knows the length, more is no media file but a server that never ends. */
    private static final long MOST_BYTES = 1L << 40;

    /** A server that gives less in the time of patience stands still, whatever it says. */
    private static final long LEAST_BYTES = 4096;

    private final Path path;
    private final long bytes;
    private final Clock clock;
    private final long patienceNs;
    private final FileChannel channel;
    private long position;
    private long windowBeganNs;
    private long windowBytes;

    /** A server sent more than the file has. */
    static final class OverrunException extends IOException {
        private static final long serialVersionUID = 1L;

        OverrunException() {
            super("it sends more than the file has");
        }
    }

    /** @param bytes that it shall have; 0: nobody knows */
    PartFile(Path path, long bytes, Duration patience, Clock clock) throws IOException {
        this.path = path;
        this.bytes = bytes;
        this.clock = clock;
        this.patienceNs = patience.toNanos();
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Bytes that are here. */
    long held() throws IOException {
        return channel.size();
    }

    /** From here on, and what was behind counts no more. */
    void from(long offset) throws IOException {
        channel.truncate(offset);
        position = offset;
        windowBeganNs = clock.nanoTime();
        windowBytes = 0;
    }

    /** Fails where a server says that the file has another length than it shall have. */
    void told(long length) throws RefusedException {
        if (bytes > 0 && length >= 0 && length != bytes) {
            throw new RefusedException("it has " + length + " bytes under that name, not " + bytes);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        long room = (bytes > 0 ? bytes : MOST_BYTES) - position;
        ByteBuffer rest = ByteBuffer.wrap(data, offset, (int) Math.min(length, room));
        while (rest.hasRemaining()) {
            position += channel.write(rest, position);
        }
        if (length > room) {
            throw new OverrunException();
        }
        passed(length);
    }

    /** So many bytes came in, be they kept or not. */
    private void passed(int count) throws IOException {
        windowBytes += count;
        long now = clock.nanoTime();
        if (now - windowBeganNs >= patienceNs) {
            if (windowBytes < LEAST_BYTES) {
                throw new IOException("it sent " + windowBytes + " bytes in " + patienceNs / 1_000_000_000 + " s");
            }
            windowBeganNs = now;
            windowBytes = 0;
        }
    }

    /** Takes all that a server sends; what is before the place that is wanted is passed over. */
    void take(InputStream in, long passOver) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long over = passOver;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            int skipped = (int) Math.min(over, n);
            over -= skipped;
            if (n > skipped) {
                write(buffer, skipped, n - skipped);
            } else {
                passed(n);
            }
        }
    }

    boolean isFull() {
        return bytes > 0 && position >= bytes;
    }

    String sha256() throws IOException {
        return Hashes.sha256(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
