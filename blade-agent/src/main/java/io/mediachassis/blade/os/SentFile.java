package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that goes into sockets without being copied (sendfile(2)), from a place in it on. One thread. */
public final class SentFile implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_SET = 0;
    private static final short POLLOUT = 4;
    /** A pollfd: descriptor, events asked for and events seen. */
    private static final ThreadLocal<ByteBuffer> POLL =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()));

    private final Path path;
    private final SentDisk disk;
    private int fd;

    /**
     * Opens it.
     *
     * @param offset of the first byte to be sent
     * @param disk that it lies on
     * @throws IOException naming the file and the reason
     */
    public SentFile(Path path, long offset, SentDisk disk) throws IOException {
        this.path = path;
        this.disk = disk;
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        fd = LibC.open(Arrays.copyOf(bytes, bytes.length + 1), O_RDONLY | O_CLOEXEC, 0);
        if (fd < 0) {
            throw new DiskException("cannot open " + path, Errno.last());
        }
        if (offset > 0 && LibC.lseek(fd, offset, SEEK_SET) < 0) {
            int errno = Errno.last();
            close();
            throw new DiskException("cannot send " + path + " from " + offset, errno);
        }
    }

    /**
     * Sends from where the last call ended. Reads the disk where the page cache lacks it.
     *
     * @param socket descriptor of a socket that doesn't block
     * @param length bytes at most
     * @return bytes that the socket has taken; 0 when it takes none now
     * @throws DiskException when the disk can't read it
     * @throws IOException when the file ends before, its volume is gone, or the connection is broken
     */
    public long send(int socket, long length) throws IOException {
        disk.onSend();
        long sent;
        int errno = 0;
        do {
            sent = LibC.sendfile(socket, fd, 0, length);
            errno = sent < 0 ? Errno.last() : 0;
        } while (errno == Errno.EINTR);
        if (sent == 0 && length > 0) {
            throw new IOException(path + " is shorter than it was");
        } else if (errno == Errno.EIO) {
            throw new DiskException("cannot send " + path, errno);
        } else if (errno != 0 && errno != Errno.EAGAIN) {
            throw new IOException("cannot send " + path + ": " + Errno.text(errno));
        }
        return Math.max(0, sent);
    }

    /** Whether the socket has room for a good part of its buffer; if not, the kernel will say when it has. */
    public static boolean hasRoom(int socket) {
        ByteBuffer poll = POLL.get();
        poll.putInt(0, socket).putShort(4, POLLOUT).putShort(6, (short) 0);
        return LibC.poll(AlignedBuffer.addressOf(poll), 1, 0) > 0;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
