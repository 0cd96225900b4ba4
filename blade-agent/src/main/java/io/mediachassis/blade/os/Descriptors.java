package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** File descriptors as plain numbers, for those that go from process to process. Any thread. */
public final class Descriptors {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int SHUT_RDWR = 2;
    private static final int POLLFD_BYTES = 8;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 0x10;

    private Descriptors() {}

    /** Another descriptor of the same open file, which the caller closes. */
    public static int duplicate(int fd) throws IOException {
        int copy = LibC.fcntl(fd, F_DUPFD_CLOEXEC, 3);
        if (copy < 0) {
            throw new IOException("cannot duplicate a descriptor: " + Errno.text(Errno.last()));
        }
        return copy;
    }

    public static void close(int fd) {
        LibC.close(fd);
    }

    /** Ends a connection for all who hold a descriptor of it, in whatever process. */
    public static void shutdown(int fd) {
        LibC.shutdown(fd, SHUT_RDWR);
    }

    public static boolean isSocket(int fd) {
        ByteBuffer name = ByteBuffer.allocateDirect(128 + Integer.BYTES).order(ByteOrder.nativeOrder());
        name.putInt(128, 128);
        long at = AlignedBuffer.addressOf(name);
        boolean socket = LibC.getsockname(fd, at, at + 128) == 0;
        return socket;
    }

    /** Whether a connection is over in both directions, or broken. */
    public static boolean hungUp(int fd) {
        ByteBuffer pollfd = ByteBuffer.allocateDirect(POLLFD_BYTES).order(ByteOrder.nativeOrder());
        pollfd.putInt(0, fd);
        boolean event = LibC.poll(AlignedBuffer.addressOf(pollfd), 1, 0) > 0;
        return event && (pollfd.getShort(6) & (POLLERR | POLLHUP)) != 0;
    }
}
