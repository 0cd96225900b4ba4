package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new file written past the page cache (O_DIRECT), from its start to its end, through an aligned buffer. Where the
 * file system refuses that it is written buffered; the log says so once. Room for what is expected is set aside, so that
 * the blocks lie together and a full disk shows early. While one buffer is being written the next is filled. One thread;
 * {@link #readable} any.
 */
public final class DirectOutput implements AutoCloseable {
    /** Written at once: enough for any disk's throughput. */
    public static final int BUFFER_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DirectOutput.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final int O_WRONLY_CREAT_TRUNC_CLOEXEC = 1 | 0x40 | 0x200 | 0x80000;
    private static final int O_DIRECT = System.getProperty("os.arch", "").startsWith("aarch64") ? 0x10000 : 0x4000;
    private static final int OWNER_WRITES_ALL_READ = 0b110_100_100;
    private static final int FALLOC_FL_KEEP_SIZE = 1;

    private final Path path;
    private AlignedBuffer memory = new AlignedBuffer(BUFFER_BYTES);
    private ByteBuffer staged = memory.view(0, BUFFER_BYTES);
    /** Made with the first write that goes on while more is taken. */
    private @Nullable AlignedBuffer spare;
    private @Nullable Pending pending;
    private int fd;
    private boolean direct;
    private boolean setAside;
    private long total;
    private volatile long readable;

    /** How a write to the disk is carried out; lets the volume's scheduler decide when. */
    @FunctionalInterface
    public interface Turn {
        /** Runs the write and passes its exception on. @throws VolumeGoneException when it was not run */
        void take(Write write) throws IOException;

        /** The same, but need not wait for its end. */
        default Pending begin(Write write) throws IOException {
            take(write);
            return () -> {};
        }

        /** Free bytes of the volume, where its disk says so many. */
        default long free(long bytes) {
            return bytes;
        }
    }

    /** A write under way. */
    @FunctionalInterface
    public interface Pending {
        /** Returns at its end and passes its exception on. */
        void await() throws IOException;
    }

    /** One write. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    private final Turn turn;

    /**
     * Creates or empties the file.
     *
     * @param expected bytes that will come, 0 when it isn't known
     * @throws DiskException naming the file and the reason
     */
    public DirectOutput(Path path, long expected, Turn turn) throws IOException {
        this.path = path;
        this.turn = turn;
        direct = true;
        fd = open(O_DIRECT);
        if (fd < 0 && Errno.last() == Errno.EINVAL) {
            buffered();
        }
        if (fd < 0) {
            int error = Errno.last();
            memory.close();
            throw new DiskException("cannot create " + path, error);
        }
        // Only advice: a file system without it, or a full one, is met again by the writes.
        setAside = expected > 0 && LibC.fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, expected) == 0;
    }

    private int open(int direct) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        return LibC.open(Arrays.copyOf(bytes, bytes.length + 1), O_WRONLY_CREAT_TRUNC_CLOEXEC | direct,
                OWNER_WRITES_ALL_READ);
    }

    private void buffered() {
        if (!SAID.getAndSet(true)) {
            LOG.warn("{} is on a file system without direct I/O; media is written through the page cache", path);
        }
        direct = false;
        fd = open(0);
    }

    /** Whether writes go past the page cache. */
    public boolean direct() {
        return direct;
    }

    /** Bytes from the start that a reader of the file sees by now. */
    public long readable() {
        return readable;
    }

    /** Takes all remaining bytes. @throws DiskException when the disk refuses */
    public void write(ByteBuffer bytes) throws IOException {
        requireOpen();
        while (bytes.hasRemaining()) {
            int n = Math.min(staged.remaining(), bytes.remaining());
            staged.put(staged.position(), bytes, bytes.position(), n);
            staged.position(staged.position() + n);
            bytes.position(bytes.position() + n);
            if (!staged.hasRemaining()) {
                beginWrite();
            }
        }
    }

    /** Writes the full buffer, and goes on with the other one. */
    private void beginWrite() throws IOException {
        settle();
        AlignedBuffer full = memory;
        long offset = total;
        pending = turn.begin(() -> {
            put(full, BUFFER_BYTES, offset);
            readable = offset + BUFFER_BYTES;
        });
        total += BUFFER_BYTES;
        AlignedBuffer next = spare;
        memory = next != null ? next : new AlignedBuffer(BUFFER_BYTES);
        spare = full;
        staged = memory.view(0, BUFFER_BYTES);
    }

    /** Returns when no write is under way. */
    private void settle() throws IOException {
        Pending before = pending;
        pending = null;
        if (before != null) {
            before.await();
        }
    }

    private void put(AlignedBuffer from, int length, long offset) throws IOException {
        int done = 0;
        while (done < length) {
            long n = LibC.pwrite(fd, from.address() + done, length - done, offset + done);
            if (n >= 0) {
                done += (int) n;
            } else if (Errno.last() != Errno.EINTR) {
                throw new DiskException("cannot write " + path + " at " + (offset + done), Errno.last());
            }
        }
    }

    /** Writes what has gathered since the last write, as far as it fills pages: a reader waits for it. */
    public void flush() throws IOException {
        requireOpen();
        settle();
        int whole = staged.position() & -AlignedBuffer.PAGE;
        if (whole > 0) {
            turn.take(() -> put(memory, whole, total));
            total += whole;
            readable = total;
            staged.flip().position(whole);
            staged.compact();
        }
    }

    /** All bytes were given: cuts the file to its length and returns when it is on the disk. */
    public void force() throws IOException {
        requireOpen();
        settle();
        int rest = staged.position();
        // A direct write is of whole pages; what lies behind the end is cut off again.
        int padded = direct ? (rest + AlignedBuffer.PAGE - 1) & -AlignedBuffer.PAGE : rest;
        turn.take(() -> {
            put(memory, padded, total);
            if ((padded != rest || setAside) && LibC.ftruncate(fd, total + rest) != 0) {
                throw new DiskException("cannot cut " + path + " to " + (total + rest) + " bytes", Errno.last());
            }
            if (LibC.fdatasync(fd) != 0) {
                throw new DiskException("cannot write " + path + " out", Errno.last());
            }
        });
        readable = total + rest;
    }

    private void requireOpen() {
        if (fd < 0) {
            throw new IllegalStateException(path + " is closed");
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            try {
                settle();
            } catch (IOException e) {
                LOG.debug("{} is given up", path, e);
            }
            LibC.close(fd);
            fd = -1;
            memory.close();
            AlignedBuffer other = spare;
            if (other != null) {
                other.close();
            }
        }
    }
}
