package io.mediachassis.sim.loss;

import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes datagrams on from one group or port to another, but for those that a {@link LossModel} takes, over real
 * sockets. What receivers say to the sender doesn't come this way. A thread of its own.
 */
public final class LossyRelay implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final int BATCH = 64;
    private static final int WAIT_MS = 50;

    private final UdpSocket in;
    private final DatagramChannel out;
    private final InetSocketAddress to;
    private final LossModel loss;
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /**
     * Starts at once.
     *
     * @param from group (joined on the interface) or address and port to listen at
     * @param to group or address
     */
    public LossyRelay(Ipv4Endpoint from, InetSocketAddress to, NetworkInterface interfaceOf, LossModel loss)
            throws IOException {
        this.to = to;
        this.loss = loss;
        in = new UdpSocket(from, 1 << 16, RECEIVE_BUFFER);
        try {
            if (from.address() >>> 28 == 0xe) {
                GroupMembership.join(in, from.address(), 0, interfaceOf.getIndex());
            }
            out = DatagramChannel.open(StandardProtocolFamily.INET);
            out.setOption(StandardSocketOptions.IP_MULTICAST_IF, interfaceOf);
            out.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        thread = new Thread(this::run, "lossy-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens, with the port that the system chose if it was to choose. */
    public Ipv4Endpoint local() {
        return in.local();
    }

    private void run() {
        ReceiveBatch batch = new ReceiveBatch(in, BATCH, 2048);
        while (!closed) {
            if (!batch.await(WAIT_MS)) {
                continue;
            }
            int count = batch.receive();
            for (int i = 0; i < count; i++) {
                pass(batch.packet(i));
            }
        }
    }

    private void pass(ByteBuffer packet) {
        if (loss.next()) {
            lost.incrementAndGet();
            return;
        }
        try {
            out.send(packet, to);
            passed.incrementAndGet();
        } catch (IOException e) {
            // A relay has no one to tell, and a receiver takes it as loss.
            lost.incrementAndGet();
        }
    }

    /** Datagrams passed on. */
    public long passed() {
        return passed.get();
    }

    /** Datagrams taken away. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        in.close();
        out.close();
    }
}
