package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.repair.NackDesk;
import io.mediachassis.blade.repair.NackReader;
import io.mediachassis.blade.repair.NackSettings;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RtxPacket;
import io.mediachassis.sim.console.receive.TestStream;
import io.mediachassis.sim.loss.LossModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;

/**
 * Sends a {@link TestStream} to a group by RTP as a staggered stream is sent, and repairs by unicast what is asked for,
 * itself losing some repairs. A thread of its own.
 */
final class RepairingSender implements AutoCloseable {
    static final int SSRC = 0x5eed;
    static final int RTX = 97;
    static final long PERIOD_NS = 7_000_000_000L;
    private static final long NS_PER_MS = 1_000_000;
    /** Packets of the next play that are sent. */
    private static final int NEXT_PLAY = 200;

    private final SystemClock clock = new SystemClock();
    private final int ssrc;
    private final TestStream stream;
    private final RepairStore store;
    private final NackDesk desk;
    private final LossModel loss = new LossModel(0.05, 0, 1, new Random(8));
    private final DatagramChannel media = DatagramChannel.open(StandardProtocolFamily.INET);
    private final DatagramChannel feedback = DatagramChannel.open(StandardProtocolFamily.INET);
    private final Selector asking = Selector.open();
    private final InetSocketAddress group;
    private final int packets;
    private final Thread thread = new Thread(this::run, "repairing-sender");
    private long startNs;
    private int rtxNumber;
    private volatile boolean closed;

    RepairingSender(InetSocketAddress group, NetworkInterface lo, int packets) throws IOException {
        this(SSRC, group, lo, packets);
    }

    RepairingSender(int ssrc, InetSocketAddress group, NetworkInterface lo, int packets) throws IOException {
        this.ssrc = ssrc;
        stream = new TestStream(ssrc, 65_000);
        store = new RepairStore(ssrc, 4096, 1400);
        desk = new NackDesk(
                store, NackSettings.defaults(), (address, port, asking) -> true, new Counts<>(RepairCounter.class), 3);
        this.group = group;
        this.packets = packets;
        media.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo);
        media.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 73, 1}), 0));
        feedback.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 73, 1}), 0));
        feedback.configureBlocking(false);
        feedback.register(asking, SelectionKey.OP_READ);
        thread.setDaemon(true);
    }

    InetSocketAddress feedbackAddress() throws IOException {
        return (InetSocketAddress) feedback.getLocalAddress();
    }

    /** Packet 0 leaves so much later; the end of the play before it is sent meanwhile. */
    void start(long inNs) {
        startNs = clock.nanoTime() + inNs;
        thread.start();
    }

    private void run() {
        try {
            // The last 100 packets of the play before this one.
            int next = -100;
            while (!closed) {
                long now = clock.nanoTime();
                while (next < packets + NEXT_PLAY && dueNs(next) <= now - startNs) {
                    if (next == 0 || next == packets) {
                        announce(next - 1);
                    }
                    send(stream.packet(next++));
                }
                answer(now);
                await(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until that packet is due, somebody asks, or it is closed. */
    private void await(int next) throws IOException {
        if (next == packets + NEXT_PLAY) {
            asking.select(key -> { });
            return;
        }
        long leftNs = startNs + dueNs(next) - clock.nanoTime();
        if (leftNs > 0) {
            // Never 0, which would be without end.
            asking.select(key -> { }, (leftNs + NS_PER_MS - 1) / NS_PER_MS);
        }
    }

    /** From a play's start; the stream rests before the next. */
    private long dueNs(int packet) {
        return packet < packets ? packet * TestStream.INTERVAL_NS
                : PERIOD_NS + (packet - packets) * TestStream.INTERVAL_NS;
    }

    private void send(ByteBuffer packet) throws IOException {
        store.put(packet);
        media.send(packet, group);
    }

    /** A break in clock and counters, with the marker bit and the number of the packet before. */
    private void announce(int number) throws IOException {
        ByteBuffer packet = stream.packet(number);
        packet.put(1, (byte) (0x80 | 33)).put(12 + 3, (byte) 0x20).put(12 + 4, (byte) 183).put(12 + 5, (byte) 0x80);
        media.send(packet.limit(12 + 188), group);
    }

    private void answer(long now) throws IOException {
        ByteBuffer asked = ByteBuffer.allocate(1500);
        for (SocketAddress from = feedback.receive(asked); from != null; from = feedback.receive(asked.clear())) {
            SocketAddress to = from;
            int port = ((InetSocketAddress) from).getPort();
            NackReader.read(asked.flip(), (sender, ssrc, first, mask) ->
                    desk.onNack(0x7f000001, port, sender, ssrc, first, mask, now, new NackDesk.Repairs() {
                        @Override
                        public void unicast(long address, int toPort, int sequence, boolean repeated) {
                            again(sequence, repeated, to);
                        }

                        @Override
                        public void multicast(int sequence) {
                            again(sequence, true, group);
                        }
                    }));
        }
    }

    private void again(int sequence, boolean plain, SocketAddress to) {
        ByteBuffer packet = ByteBuffer.allocate(1500);
        if (plain) {
            packet.put(0, store.memory(), store.offset(sequence), store.length(sequence));
            packet.position(store.length(sequence));
        } else {
            RtxPacket.write(store.memory(), store.offset(sequence), store.length(sequence), RTX, rtxNumber++, ssrc,
                    packet);
        }
        try {
            if (!loss.next()) {
                feedback.send(packet.flip(), to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        asking.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        media.close();
        feedback.close();
        asking.close();
    }
}
