package io.mediachassis.sim.pty;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for bytes on any of several pseudo-terminals, for a time, or for a wake-up from another thread, with
 * nanosecond time-outs (ppoll), since 1 ms is twelve bytes of the line. {@link #await} on the owner's thread,
 * {@link #wake} on any.
 */
public final class PollSet implements AutoCloseable {
    private static final int POLLFD_BYTES = 8;
    private static final long NS_PER_S = 1_000_000_000L;

    private final List<Pty> ptys;
    private final int wakeFd;
    private final Memory fds;
    private final Memory timeout = new Memory(16);
    private final Memory number = new Memory(8);
    private final Memory one = new Memory(8);
    private boolean closed;

    public PollSet(List<Pty> ptys) {
        this.ptys = List.copyOf(ptys);
        this.fds = new Memory((ptys.size() + 1L) * POLLFD_BYTES);
        this.wakeFd = PtyCalls.eventfd(0, PtyCalls.O_NONBLOCK | PtyCalls.O_CLOEXEC);
        this.one.setLong(0, 1);
    }

    /** Waits at most {@code waitNs} and gives each terminal that has bytes to {@code ready}. */
    public void await(long waitNs, Consumer<Pty> ready) {
        set(0, wakeFd);
        for (int i = 0; i < ptys.size(); i++) {
            // ppoll leaves out a descriptor of -1, which an unplugged terminal has.
            set(i + 1, ptys.get(i).masterFd());
        }
        timeout.setLong(0, waitNs / NS_PER_S);
        timeout.setLong(8, waitNs % NS_PER_S);
        int count;
        try {
            count = PtyCalls.ppoll(fds, ptys.size() + 1L, timeout, Pointer.NULL);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == PtyCalls.EINTR) {
                return;
            }
            throw e;
        }
        if (count == 0) {
            return;
        }
        if (isReady(0)) {
            PtyCalls.read(wakeFd, number, 8);
        }
        for (int i = 0; i < ptys.size(); i++) {
            if (isReady(i + 1)) {
                ready.accept(ptys.get(i));
            }
        }
    }

    /** Ends a wait now. */
    public synchronized void wake() {
        if (!closed) {
            PtyCalls.write(wakeFd, one, 8);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            PtyCalls.close(wakeFd);
        }
    }

    private void set(int index, int fd) {
        fds.setInt((long) index * POLLFD_BYTES, fd);
        fds.setShort((long) index * POLLFD_BYTES + 4, PtyCalls.POLLIN);
        fds.setShort((long) index * POLLFD_BYTES + 6, (short) 0);
    }

    private boolean isReady(int index) {
        return (fds.getShort((long) index * POLLFD_BYTES + 6) & PtyCalls.POLLIN) != 0;
    }
}
