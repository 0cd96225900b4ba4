package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A page of memory with a descriptor (memfd_create(2)): it lives as long as any process holds one, so that what a
 * process wrote is there after its end, without a file to clean up. Each write is one call within one page, so a killed
 * process has written it or not. One thread.
 */
public final class SharedPage implements AutoCloseable {
    /** What a page holds. */
    public static final int MAX_BYTES = 4096 - 8;

    private static final int MFD_CLOEXEC = 1;

    private final int fd;
    private final ByteBuffer page = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private boolean closed;

    private SharedPage(int fd) {
        this.fd = fd;
    }

    /** A new page, empty. */
    public static SharedPage create(String name) throws IOException {
        int fd = LibC.memfd_create((name + "\0").getBytes(StandardCharsets.US_ASCII), MFD_CLOEXEC);
        if (fd < 0) {
            throw new IOException("cannot make memory to share: " + Errno.text(Errno.last()));
        }
        return new SharedPage(fd);
    }

    /** A page that another process made; closes it with itself. */
    public static SharedPage of(int fd) {
        return new SharedPage(fd);
    }

    /** Replaces what it holds by at most {@link #MAX_BYTES}. */
    public void write(byte[] content) throws IOException {
        if (content.length > MAX_BYTES) {
            throw new IOException("a shared page holds " + MAX_BYTES + " bytes, not " + content.length);
        }
        page.putInt(0, content.length).putInt(4, check(content)).put(8, content);
        int length = 8 + content.length;
        if (LibC.pwrite(fd, AlignedBuffer.addressOf(page), length, 0) != length) {
            throw new IOException("cannot write shared memory: " + Errno.text(Errno.last()));
        }
    }

    /** What was written last; empty when that can't be had. */
    public Optional<byte[]> read() {
        long got = LibC.pread(fd, AlignedBuffer.addressOf(page), page.capacity(), 0);
        int length = got < 8 ? -1 : page.getInt(0);
        if (length < 0 || length > got - 8) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        page.get(8, content);
        return check(content) == page.getInt(4) ? Optional.of(content) : Optional.empty();
    }

    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }

    private static int check(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }
}
