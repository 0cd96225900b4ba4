package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.interactive.InteractiveServer.Action;
import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.SocketPoll;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns an {@link InteractiveServer} and its sockets: two of each joined group, for media and RTCP, and those that take
 * feedback. Works a few hundred times a second while something is joined, so that packets come in batches. Everyone else
 * goes through methods that any thread may call.
 */
public final class InteractiveThread implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InteractiveThread.class);
    private static final int ORDERS = 4096;
    private static final int BATCH = 64;
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int SEND_BUFFER = 256 << 10;
    private static final int BUSY_MS = 20;
    private static final int IDLE_MS = 100;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Between two looks of the tap: some packets of each stream. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final InteractiveServer server;
    private final RepairSender sender;
    private final StreamTap tap;
    private final Clock clock;
    private final int interfaceIndex;
    private final MpscArrayQueue<Runnable> orders = new MpscArrayQueue<>(ORDERS);
    private final List<InteractiveSocket> sockets = new ArrayList<>();
    private final SocketPoll poll = new SocketPoll();
    private boolean changed = true;
    private long nextTickNs;
    private long nextLookNs;
    private volatile Map<String, Repaired> repaired = Map.of();
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    /**
     * Makes it; {@link #start} gives it its thread.
     *
     * @param groups sends multicast, where it is to leave
     * @param feedback bound to this blade's own address and the port of feedback; this closes it
     * @param sourceAddress the station address, big-endian
     * @param payloadType of retransmissions
     * @param interfaceIndex by which groups are joined
     * @param tap sees what comes
     */
    public InteractiveThread(
            InteractiveServer server, Clock clock, UdpSocket groups, UdpSocket feedback, int sourceAddress,
            int payloadType, int interfaceIndex, StreamTap tap, Counts<InteractiveCounter> counts) {
        this.server = server;
        this.tap = tap;
        this.clock = clock;
        this.interfaceIndex = interfaceIndex;
        this.sender = new RepairSender(
                new SendBatch(feedback, BATCH, false), new SendBatch(groups, BATCH, false), sourceAddress, payloadType,
                counts);
        sockets.add(InteractiveSocket.feedback(feedback));
        nextTickNs = clock.nanoTime();
        nextLookNs = nextTickNs;
    }

    /** Opens a port of feedback at an address of this machine; it sends from there, too. */
    public static UdpSocket port(Ipv4Endpoint at) throws IOException {
        return new UdpSocket(at, SEND_BUFFER, RECEIVE_BUFFER);
    }

    public void start() {
        Thread t = new Thread(this, "interactive-server");
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    // ---- any thread --------------------------------------------------------------------------------------------

    /** These are the streams that there are now. */
    public void serve(Collection<ServedStream> streams) {
        List<ServedStream> all = List.copyOf(streams);
        order(() -> server.serve(all, this::act));
    }

    /** A console selected the stream with this SSRC, or is still in it. */
    public void select(int ssrc) {
        order(() -> server.select(ssrc, clock.nanoTime(), this::act));
    }

    /** Takes feedback at one more address, until what it returns is run. */
    public Runnable listen(UdpSocket socket) {
        InteractiveSocket more = InteractiveSocket.feedback(socket);
        order(() -> {
            sockets.add(more);
            changed = true;
        });
        // By the thread, which may be reading from it; the next director takes the port all the same (SO_REUSEADDR).
        return () -> order(() -> {
            sockets.remove(more);
            more.close();
            changed = true;
        });
    }

    private void order(Runnable task) {
        if (!orders.offer(task)) {
            LOG.debug("The interactive server takes no more orders now");
        }
    }

    /** What was done for the consoles of each set, by its instance; up to a second old. */
    public Map<String, Repaired> repaired() {
        return repaired;
    }

    // ---- the thread's ------------------------------------------------------------------------------------------

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn();
            } catch (RuntimeException e) {
                LOG.warn("The interactive server left something out", e);
                LockSupport.parkNanos(this, SECOND_NS);
            }
        }
        sockets.forEach(InteractiveSocket::close);
        sender.close();
    }

    private void turn() {
        for (Runnable task = orders.poll(); task != null; task = orders.poll()) {
            task.run();
        }
        if (changed) {
            changed = false;
            poll.of(sockets.stream().map(InteractiveSocket::socket).toList());
        }
        boolean came = poll.await(sockets.size() > 2 ? BUSY_MS : IDLE_MS);
        long nowNs = clock.nanoTime();
        if (came) {
            // Joins of what is asked for here change the list.
            int count = sockets.size();
            for (int i = 0; i < count && !changed; i++) {
                if (poll.readable(i)) {
                    sockets.get(i).receive(server, sender, nowNs, this::act);
                }
            }
            sender.flush();
        }
        if (nowNs - nextLookNs >= 0) {
            nextLookNs = nowNs + LOOK_NS;
            look(nowNs);
        }
        if (nowNs - nextTickNs >= 0) {
            nextTickNs = nowNs + SECOND_NS;
            server.tick(nowNs, this::act);
            server.publish();
            repaired = Map.copyOf(server.repaired());
        }
        if (came) {
            LockSupport.parkNanos(this, PAUSE_NS);
        }
    }

    /** Repair goes on whatever is wrong with what looks on. */
    private void look(long nowNs) {
        try {
            server.show(tap, nowNs);
            tap.turn(nowNs);
        } catch (RuntimeException e) {
            LOG.warn("What streams send was not looked at", e);
        }
    }

    private void act(Action action) {
        ServedStream stream = action.stream();
        changed = true;
        if (action instanceof Action.Leave) {
            for (InteractiveSocket socket : List.copyOf(sockets)) {
                if (stream.equals(socket.stream())) {
                    sockets.remove(socket);
                    socket.close();
                }
            }
            LOG.debug("Stream {} of {} is left", stream.index(), stream.instance());
            return;
        }
        try {
            UdpSocket media = joined(stream, stream.port());
            try {
                sockets.add(InteractiveSocket.rtcp(joined(stream, stream.port() + 1), stream));
            } catch (IOException e) {
                media.close();
                throw e;
            }
            // Media is read before feedback, which asks for what came just now.
            sockets.add(0, InteractiveSocket.media(media, stream));
            LOG.debug("Stream {} of {} is joined", stream.index(), stream.instance());
        } catch (IOException e) {
            LOG.debug("Stream {} of {} is not joined", stream.index(), stream.instance(), e);
            server.onRefused(stream);
        }
    }

    private UdpSocket joined(ServedStream stream, int port) throws IOException {
        UdpSocket socket = new UdpSocket(new Ipv4Endpoint(stream.group(), port), SEND_BUFFER, RECEIVE_BUFFER);
        try {
            // It ends with the socket.
            var unused = GroupMembership.join(socket, stream.group(), stream.source(), interfaceIndex);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Ends the thread and closes all sockets; waits up to 2 s. */
    @Override
    public void close() {
        stopping = true;
        Thread t = thread;
        if (t == null) {
            sockets.forEach(InteractiveSocket::close);
            sender.close();
            return;
        }
        LockSupport.unpark(t);
        try {
            t.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
