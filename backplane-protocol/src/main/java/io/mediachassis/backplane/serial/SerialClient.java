package io.mediachassis.backplane.serial;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The master's side of a serial line: requests out, replies and events in. The shell of {@link SerialMaster} with
 * its port and thread. {@link #request} and {@link #close} on any thread; futures complete and the listener is
 * called on the line's thread, so whoever has more to do than note the result uses the {@code ...Async} methods.
 *
 * <p>What a request costs: 20 bytes around each of request and reply, 87 us a byte (see {@link SerialFrame}). A device
 * that does not answer costs 3 times 50 to 60 ms of the line.
 */
public final class SerialClient implements AutoCloseable {
    private final int inboxLimit;
    private final Counts<SerialCounter> counters = new Counts<>(SerialCounter.class);
    private final Queue<Order> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inboxSize = new AtomicInteger();
    private final SerialMaster master;
    private final SerialLine line;
    private final Object closeLock = new Object();
    private boolean closed;
    private volatile boolean up;

    private record Order(int address, long epoch, DeviceRequest request, CompletableFuture<DeviceReply> reply) {}

    /** Opens {@code device} and keeps it open until closed; {@code random} gives this run's nonce and the jitter. */
    public SerialClient(
            Path device, SerialSettings settings, Clock clock, RandomGenerator random, SerialListener listener) {
        this.inboxLimit = 2 * settings.queueLimit();
        this.master = new SerialMaster(settings, random, counters, listener, this::write);
        this.line = new SerialLine(device, settings, clock, new LineHandler(), counters);
        line.start();
    }

    /**
     * Asks the device at {@code address}.
     *
     * @param address 0..255; 0 is the device of a private line
     * @param epoch of the controller that asks, 0..2^32-1; 0 where the asker has none
     * @return the device's reply, whatever its result; completes with {@link SerialException} when there is none
     */
    public CompletableFuture<DeviceReply> request(int address, long epoch, DeviceRequest request) {
        if (address < 0 || address > 0xFF || epoch < 0 || epoch > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("address " + address + ", epoch " + epoch);
        }
        CompletableFuture<DeviceReply> reply = new CompletableFuture<>();
        synchronized (closeLock) {
            if (closed) {
                reply.completeExceptionally(new SerialException(SerialException.Reason.CLOSED, "closed"));
                return reply;
            }
            if (inboxSize.incrementAndGet() > inboxLimit) {
                inboxSize.decrementAndGet();
                counters.add(SerialCounter.QUEUE_FULL);
                reply.completeExceptionally(
                        new SerialException(SerialException.Reason.QUEUE_FULL, inboxLimit + " requests wait"));
                return reply;
            }
            inbox.add(new Order(address, epoch, request, reply));
        }
        line.wake();
        return reply;
    }

    private void write(byte[] bytes) {
        line.write(bytes);
    }

    /** Whether the line is open now. Says nothing of the devices on it. Any thread. */
    public boolean isUp() {
        return up;
    }

    /** The line's counters. Any thread. */
    public Counts<SerialCounter> counters() {
        return counters;
    }

    @Override
    public void close() {
        line.close();
    }

    /** All on the line's thread. */
    private final class LineHandler implements SerialLine.Handler {
        @Override
        public void opened() {
            up = true;
            master.lineUp();
        }

        @Override
        public void received(byte[] bytes, long nowNs) {
            master.received(bytes, bytes.length, nowNs);
        }

        @Override
        public void lost(String why) {
            up = false;
            master.lineDown(why);
        }

        @Override
        public long step(long nowNs) {
            Order order;
            while ((order = inbox.poll()) != null) {
                inboxSize.decrementAndGet();
                master.request(order.address, order.epoch, order.request, order.reply);
            }
            return master.step(nowNs);
        }

        @Override
        public void closed() {
            up = false;
            synchronized (closeLock) {
                closed = true;
            }
            SerialException gone = new SerialException(SerialException.Reason.CLOSED, "the client was closed");
            master.end(gone);
            Order order;
            while ((order = inbox.poll()) != null) {
                order.reply.completeExceptionally(gone);
            }
        }
    }
}
