package io.mediachassis.blade.interactive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RtxPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interactive server with real groups, on loopback: what a console gets by which socket. */
class InteractiveThreadTest {
    private static final int SSRC = 0x123456;
    private static final int GROUP = 0xef470901;
    private static final int LOCAL = 0x7f000001;
    private static final int PORT = 24_710;
    private static final int RTX = 96;

    private final ProvenAddresses proven = new ProvenAddresses(16, Duration.ofHours(1).toNanos());
    private final Counts<InteractiveCounter> counts = new Counts<>(InteractiveCounter.class);
    private final SystemClock clock = new SystemClock();
    private final ServedStream served = new ServedStream("set", 0, SSRC, GROUP, PORT, 0, 400);
    private NetworkInterface loopback;
    private UdpSocket groups;
    private UdpSocket feedback;
    private InteractiveThread thread;
    private MulticastSocket engine;
    private DatagramSocket console;

    @BeforeEach
    void start() throws IOException {
        loopback = NetworkInterface.getByName("lo");
        groups = new UdpSocket(new Ipv4Endpoint(LOCAL, 0), 1 << 16, 1 << 16);
        groups.multicast(loopback.getIndex(), 1, 0);
        feedback = InteractiveThread.port(new Ipv4Endpoint(LOCAL, 0));
        thread = new InteractiveThread(
                new InteractiveServer(new InteractiveServer.Settings(4 << 20, 2_000_000_000L, 1000, 1), proven, counts,
                        new Counts<>(RepairCounter.class)),
                clock, groups, feedback, LOCAL, RTX, loopback.getIndex(), new NoTap(), counts);
        thread.start();
        thread.serve(List.of(served));
        engine = new MulticastSocket();
        engine.setNetworkInterface(loopback);
        engine.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        console = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        console.setSoTimeout(200);
    }

    @AfterEach
    void end() {
        thread.close();
        groups.close();
        engine.close();
        console.close();
    }

    private static byte[] packet(int sequence) {
        ByteBuffer packet = ByteBuffer.allocate(ServedStream.PACKET_BYTES);
        packet.put((byte) 0x80).put((byte) 33).putShort((short) sequence).putInt(sequence * 900).putInt(SSRC);
        while (packet.hasRemaining()) {
            packet.put((byte) (sequence + packet.position()));
        }
        return packet.array();
    }

    private static InetAddress group() throws IOException {
        return InetAddress.getByAddress(new byte[] {(byte) 239, 71, 9, 1});
    }

    private void send(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            engine.send(new DatagramPacket(packet(i), ServedStream.PACKET_BYTES, group(), PORT));
        }
    }

    private static DatagramPacket nack(InetSocketAddress to, int... lost) {
        ByteBuffer datagram = ByteBuffer.allocate(200);
        new NackWriter(3, "console").write(SSRC, lost, 0, lost.length, datagram);
        return new DatagramPacket(datagram.array(), datagram.position(), to);
    }

    private InetSocketAddress feedbackAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), feedback.local().port());
    }

    private static byte[] received(DatagramSocket by) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        by.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private void cached() {
        thread.select(SSRC);
        int[] next = {0};
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            send(next[0], next[0] += 50);
            return counts.get(InteractiveCounter.PACKETS) >= 50;
        });
        Awaitility.await().until(() -> counts.get(InteractiveCounter.PACKETS) >= next[0] - 50);
        last = next[0] - 1;
    }

    private int last;

    @Test
    void aConsoleThatIsProvenGetsARetransmission_whereItAskedFrom() throws Exception {
        proven.add(LOCAL, clock.nanoTime());
        cached();
        console.send(nack(feedbackAddress(), last));
        ByteBuffer rtx = ByteBuffer.wrap(received(console));
        assertEquals(RTX, rtx.get(1) & 0x7f);
        ByteBuffer restored = ByteBuffer.allocate(2000);
        RtxPacket.restore(rtx, 33, SSRC, restored);
        assertArrayEquals(packet(last), Arrays.copyOf(restored.array(), restored.position()));
        Awaitility.await().until(() -> thread.repaired().containsKey("set") && thread.repaired().get("set").unicast() == 1);
    }

    @Test
    void aStrangerGetsNothing() throws Exception {
        cached();
        console.send(nack(feedbackAddress(), last));
        Awaitility.await().until(() -> counts.get(InteractiveCounter.FEEDBACK) == 1);
        assertThrows(SocketTimeoutException.class, () -> received(console));
    }

    @Test
    void whoAsksInTheGroupHasItSentToTheGroup() throws Exception {
        cached();
        try (MulticastSocket player = new MulticastSocket(new InetSocketAddress(group(), PORT))) {
            player.joinGroup(new InetSocketAddress(group(), PORT), loopback);
            player.setSoTimeout(2000);
            engine.send(nack(new InetSocketAddress(group(), PORT + 1), last - 1));
            assertArrayEquals(packet(last - 1), received(player));
        }
    }

    @Test
    void itTakesFeedbackAtTheStationToo_andNoMoreWhenTheRoleIsGone() throws Exception {
        proven.add(LOCAL, clock.nanoTime());
        cached();
        UdpSocket station = InteractiveThread.port(new Ipv4Endpoint(0x7f000002, 0));
        InetSocketAddress at = new InetSocketAddress("127.0.0.2", station.local().port());
        Runnable unbind = thread.listen(station);
        console.send(nack(at, last));
        assertEquals(ServedStream.PACKET_BYTES + RtxPacket.OVERHEAD, received(console).length);
        unbind.run();
        Awaitility.await().until(() -> {
            try (DatagramSocket taken = new DatagramSocket(null)) {
                taken.setReuseAddress(false);
                taken.bind(at);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Nothing is put on disks here. */
    private static final class NoTap implements StreamTap {
        @Override
        public void look(ServedStream stream, RepairStore kept, long nowNs) {}

        @Override
        public void turn(long nowNs) {}
    }
}
