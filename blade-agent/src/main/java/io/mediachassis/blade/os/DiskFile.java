package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file opened for direct reads (O_DIRECT): the disk writes into the caller's memory and the page cache is left to
 * others. Where the file system refuses that, reads are buffered, with advice to read ahead and to drop what was read;
 * the log says so once. One thread.
 */
public final class DiskFile implements ReadableFile {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFile.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    // 0x4000 on x86, 0x10000 on ARM (asm/fcntl.h).
    private static final int O_DIRECT = System.getProperty("os.arch", "").startsWith("aarch64") ? 0x10000 : 0x4000;
    private static final int POSIX_FADV_SEQUENTIAL = 2;
    private static final int POSIX_FADV_DONTNEED = 4;

    private final Path path;
    private int fd;
    private boolean direct;

    /**
     * Opens for reading.
     *
     * @param wantDirect false reads buffered at once
     * @throws IOException naming the file and the reason
     */
    public DiskFile(Path path, boolean wantDirect) throws IOException {
        this.path = path;
        this.direct = wantDirect;
        fd = open(path, wantDirect);
        if (fd < 0 && wantDirect && Errno.last() == Errno.EINVAL) {
            buffered();
        } else if (fd < 0) {
            throw new DiskException("cannot open " + path, Errno.last());
        }
    }

    private static int open(Path path, boolean direct) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        return LibC.open(Arrays.copyOf(bytes, bytes.length + 1), O_RDONLY | O_CLOEXEC | (direct ? O_DIRECT : 0), 0);
    }

    private void buffered() throws IOException {
        if (!SAID.getAndSet(true)) {
            LOG.warn("{} is on a file system without direct I/O; media is read through the page cache", path);
        }
        close();
        direct = false;
        fd = open(path, false);
        if (fd < 0) {
            throw new DiskException("cannot open " + path, Errno.last());
        }
        LibC.posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }

    /** Whether reads go past the page cache. */
    public boolean direct() {
        return direct;
    }

    /**
     * {@inheritDoc}
     *
     * @throws DiskException naming the file, the offset and the reason
     */
    @Override
    public int read(long address, long offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            long n = LibC.pread(fd, address + done, length - done, offset + done);
            if (n < 0) {
                int error = Errno.last();
                if (error == Errno.EINTR) {
                    continue;
                }
                if (error == Errno.EINVAL && direct && done == 0) {
                    buffered();
                    continue;
                }
                throw new DiskException("cannot read " + path + " at " + (offset + done), error);
            }
            done += (int) n;
            // A direct read that stops between blocks has met the end; going on from there would be EINVAL.
            if (n == 0 || (direct && n % 512 != 0)) {
                break;
            }
        }
        if (!direct) {
            LibC.posix_fadvise(fd, offset, done, POSIX_FADV_DONTNEED);
        }
        return done;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
