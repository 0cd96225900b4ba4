package io.mediachassis.backplane.serial;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.UrgentThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A serial device and its one thread: opens it, waits for bytes, for a time and for a wake-up, gives what comes to a
 * handler, and opens it again by the same path after a hang-up, with back-off. Give a stable path
 * ({@code /dev/serial/by-path/...}), since a device that comes back may have another number.
 */
public final class SerialLine implements AutoCloseable {
    /** Of {@link Handler#step}: nothing to do until something comes. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(SerialLine.class);
    /** Without a deadline the thread looks up this often; nothing depends on it. */
    private static final int IDLE_POLL_MS = 10_000;

    /** What uses the line; all calls on the line's thread. */
    public interface Handler {
        /** The device is open and its buffer empty. */
        void opened();

        /** Bytes that came; the array is the handler's. */
        void received(byte[] bytes, long nowNs);

        /** The device hung up or failed; it is being opened again. */
        void lost(String why);

        /** Does what is due and says in how many nanoseconds it must be called again. */
        long step(long nowNs);

        /** The last call. */
        void closed();
    }

    private final Path device;
    private final SerialSettings settings;
    private final Clock clock;
    private final Handler handler;
    private final Counts<SerialCounter> counters;
    private final int wakeFd;
    private final Memory pollFds = new Memory(2L * Posix.POLLFD_BYTES);
    private final Memory wakeRead = new Memory(8);
    private final Memory one = new Memory(8);
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Object wakeLock = new Object();
    private boolean wakeClosed;

    private @Nullable OpenPort port;
    private @Nullable String failure;
    private long nextOpenNs;
    private long backOffNs;
    private boolean reported;

    public SerialLine(Path device, SerialSettings settings, Clock clock, Handler handler, Counts<SerialCounter> counters) {
        this.device = device;
        this.settings = settings;
        this.clock = clock;
        this.handler = handler;
        this.counters = counters;
        this.wakeFd = Posix.eventfd(0, Posix.O_NONBLOCK | Posix.O_CLOEXEC);
        this.one.setLong(0, 1);
        this.thread = new Thread(UrgentThread.of(this::run), "serial-" + device.getFileName());
        this.thread.setDaemon(true);
    }

    /** Starts the thread; call once. */
    public void start() {
        nextOpenNs = clock.nanoTime();
        backOffNs = settings.reopenMin().toNanos();
        thread.start();
    }

    /** Makes the thread call {@link Handler#step} soon. Any thread. */
    public void wake() {
        synchronized (wakeLock) {
            if (!wakeClosed) {
                Posix.write(wakeFd, one, 8);
            }
        }
    }

    /** Writes; drops and counts where the line takes no more. The line's thread only. */
    void write(byte[] bytes) {
        OpenPort open = port;
        if (open == null || failure != null) {
            return;
        }
        pollFds.setInt(0, open.fd());
        pollFds.setShort(4, Posix.POLLOUT);
        poll(1, 0);
        if ((pollFds.getShort(6) & Posix.POLLOUT) == 0) {
            counters.add(SerialCounter.WRITE_STALLED);
            return;
        }
        try {
            open.write(bytes);
            counters.add(SerialCounter.FRAMES_SENT);
            counters.add(SerialCounter.BYTES_SENT, bytes.length);
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    /** Closes the device and ends the thread. Any thread but waits only on others than the line's. */
    @Override
    public void close() {
        if (!closing.getAndSet(true)) {
            wake();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closing.get()) {
                openIfDue();
                long waitNs = handler.step(clock.nanoTime());
                if (failure == null) {
                    await(waitNs);
                }
                if (failure != null) {
                    lose(failure);
                }
            }
        } finally {
            closePort();
            synchronized (wakeLock) {
                wakeClosed = true;
                Posix.close(wakeFd);
            }
            handler.closed();
        }
    }

    private void openIfDue() {
        if (port != null || nextOpenNs - clock.nanoTime() > 0) {
            return;
        }
        try {
            port = OpenPort.open(device);
            backOffNs = settings.reopenMin().toNanos();
            reported = false;
            counters.add(SerialCounter.LINE_OPENED);
            LOG.info("{} is open", device);
            handler.opened();
        } catch (IOException e) {
            counters.add(SerialCounter.OPEN_FAILED);
            // Once: a port that stays away is an alarm of whoever needs it, not a line of log every two seconds.
            if (!reported) {
                LOG.warn("{}; it is tried again until it opens", e.getMessage());
                reported = true;
            }
            backOff();
        }
    }

    private void await(long handlerWaitNs) {
        long waitNs = handlerWaitNs;
        OpenPort open = port;
        pollFds.setInt(0, wakeFd);
        pollFds.setShort(4, Posix.POLLIN);
        if (open == null) {
            waitNs = Math.min(waitNs, Math.max(0, nextOpenNs - clock.nanoTime()));
        } else {
            pollFds.setInt(Posix.POLLFD_BYTES, open.fd());
            pollFds.setShort(Posix.POLLFD_BYTES + 4, Posix.POLLIN);
        }
        int timeoutMs = (int) Math.min(IDLE_POLL_MS, waitNs / 1_000_000 + (waitNs % 1_000_000 == 0 ? 0 : 1));
        poll(open == null ? 1 : 2, timeoutMs);
        if ((pollFds.getShort(6) & Posix.POLLIN) != 0) {
            Posix.read(wakeFd, wakeRead, 8);
        }
        if (open != null) {
            readReady(open, pollFds.getShort(Posix.POLLFD_BYTES + 6));
        }
    }

    private void readReady(OpenPort open, short events) {
        if ((events & (Posix.POLLHUP | Posix.POLLERR | Posix.POLLNVAL)) != 0) {
            failure = "the line hung up";
        } else if ((events & Posix.POLLIN) != 0) {
            try {
                byte[] bytes = open.read();
                if (bytes.length > 0) {
                    counters.add(SerialCounter.BYTES_RECEIVED, bytes.length);
                    handler.received(bytes, clock.nanoTime());
                }
            } catch (IOException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
    }

    private void poll(int count, int timeoutMs) {
        try {
            Posix.poll(pollFds, count, timeoutMs);
        } catch (LastErrorException e) {
            // A signal: come round again. Clear the results, which the kernel left as they were.
            pollFds.setShort(6, (short) 0);
            pollFds.setShort(Posix.POLLFD_BYTES + 6, (short) 0);
            if (e.getErrorCode() != Posix.EINTR) {
                failure = "poll: errno " + e.getErrorCode();
            }
        }
    }

    private void lose(String why) {
        failure = null;
        if (port == null) {
            return;
        }
        closePort();
        counters.add(SerialCounter.LINE_LOST);
        LOG.info("{} is lost ({}); it is opened again when it is back", device, why);
        backOff();
        handler.lost(why);
    }

    private void backOff() {
        nextOpenNs = clock.nanoTime() + backOffNs;
        backOffNs = Math.min(2 * backOffNs, settings.reopenMax().toNanos());
    }

    private void closePort() {
        OpenPort open = port;
        port = null;
        if (open != null) {
            open.close();
        }
    }
}
