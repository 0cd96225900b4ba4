package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Waits for datagrams on any number of sockets (epoll, level-triggered), each known by a number. One thread; closing a
 * socket takes it out.
 */
public final class SocketPoller implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    /** The kernel packs struct epoll_event on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch", "").matches("amd64|x86_64");

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_AT = PACKED ? 4 : 8;

    private final int fd;
    private final ByteBuffer events;
    private final long eventsAt;
    private final int capacity;
    private int ready;
    private boolean closed;

    /** @param capacity sockets told of in one call, at least 1 */
    public SocketPoller(int capacity) throws IOException {
        this.capacity = capacity;
        events = ByteBuffer.allocateDirect(capacity * EVENT_BYTES).order(ByteOrder.nativeOrder());
        eventsAt = AlignedBuffer.addressOf(events);
        fd = LibC.epoll_create1(EPOLL_CLOEXEC);
        if (fd < 0) {
            throw new IOException("cannot make an epoll instance: " + Errno.text(Errno.last()));
        }
    }

    /** Watches a socket; {@code number} is told when it can be read. */
    public void add(UdpSocket socket, int number) throws IOException {
        ByteBuffer event = ByteBuffer.allocateDirect(EVENT_BYTES).order(ByteOrder.nativeOrder());
        event.putInt(0, EPOLLIN).putLong(DATA_AT, number);
        if (LibC.epoll_ctl(fd, EPOLL_CTL_ADD, socket.fd(), AlignedBuffer.addressOf(event)) < 0) {
            throw new IOException("cannot watch UDP " + socket.local() + ": " + Errno.text(Errno.last()));
        }
    }

    /** Waits up to {@code timeoutMs} (0 asks only); returns of how many sockets {@link #number} tells. */
    public int await(int timeoutMs) {
        ready = Math.max(0, LibC.epoll_wait(fd, eventsAt, capacity, timeoutMs));
        return ready;
    }

    /** Number of a socket that can be read, {@code i} from 0. */
    public int number(int i) {
        return (int) events.getLong(i * EVENT_BYTES + DATA_AT);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
