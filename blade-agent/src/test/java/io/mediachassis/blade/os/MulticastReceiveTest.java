package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joins and receives over loopback, against this machine's kernel. */
class MulticastReceiveTest {
    private static final int GROUP = 0xef4a0101;
    private static final int OTHER_GROUP = 0xef4a0102;
    private static final int SOURCE = 0x7f004a01;
    private static final int OTHER_SOURCE = 0x7f004a02;
    private static final int PORT = 57_410;

    private final AlignedBuffer memory = new AlignedBuffer(65_536);
    private int loopback;
    private final UdpSocket sender = socket(0, 0);
    private final UdpSocket receiver = socket(GROUP, PORT);

    private static UdpSocket socket(int address, int port) {
        try {
            return new UdpSocket(new Ipv4Endpoint(address, port), 1 << 20, 1 << 20);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void route() throws IOException {
        NetworkInterface lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        loopback = lo.getIndex();
        sender.multicast(loopback, 1, 0);
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        memory.close();
    }

    private void send(int group, int source, int bytes, int datagrams) {
        try (SendBatch batch = new SendBatch(sender, 16, true)) {
            batch.begin(new Ipv4Endpoint(group, PORT), source);
            for (int i = 0; i < datagrams; i++) {
                batch.datagram();
                batch.slice(memory.address(), bytes);
            }
            batch.end();
            batch.flush();
        }
    }

    private List<Integer> lengths() {
        ReceiveBatch batch = new ReceiveBatch(receiver, 16, 65_536);
        List<Integer> lengths = new ArrayList<>();
        while (batch.await(lengths.isEmpty() ? 1000 : 50)) {
            int count = batch.receive();
            for (int i = 0; i < count; i++) {
                ByteBuffer packet = batch.packet(i);
                int segment = batch.segmentBytes(i) == 0 ? packet.limit() : batch.segmentBytes(i);
                for (int at = 0; at < packet.limit(); at += segment) {
                    lengths.add(Math.min(segment, packet.limit() - at));
                }
            }
        }
        return lengths;
    }

    @Test
    void aGroupIsHeard_onceJoined_andNoMoreOnceLeft() throws IOException {
        GroupMembership membership = GroupMembership.join(receiver, GROUP, 0, loopback);
        send(GROUP, SOURCE, 100, 1);
        send(OTHER_GROUP, SOURCE, 200, 1);
        assertEquals(List.of(100), lengths());
        membership.leave();
        send(GROUP, SOURCE, 100, 1);
        assertEquals(List.of(), lengths());
    }

    @Test
    void fromOneSource_othersAreNotHeard() throws IOException {
        GroupMembership.join(receiver, GROUP, SOURCE, loopback);
        send(GROUP, OTHER_SOURCE, 200, 1);
        send(GROUP, SOURCE, 100, 1);
        assertEquals(List.of(100), lengths());
    }

    @Test
    void whatTheKernelHandsOverAsOne_canBeCutApart() throws IOException {
        GroupMembership.join(receiver, GROUP, 0, loopback);
        boolean coalesces = receiver.coalesce();
        send(GROUP, SOURCE, 1328, 7);
        assertEquals(List.of(1328, 1328, 1328, 1328, 1328, 1328, 1328), lengths());
        assertTrue(coalesces || !sender.segmentationKnown());
    }

    @Test
    void manySockets_areWaitedForAtOnce() throws IOException {
        GroupMembership.join(receiver, GROUP, 0, loopback);
        try (UdpSocket other = socket(OTHER_GROUP, PORT); SocketPoller poller = new SocketPoller(4)) {
            GroupMembership.join(other, OTHER_GROUP, 0, loopback);
            poller.add(receiver, 70);
            poller.add(other, 71);
            assertEquals(0, poller.await(0));
            send(OTHER_GROUP, SOURCE, 100, 1);
            assertEquals(1, poller.await(1000));
            assertEquals(71, poller.number(0));
            send(GROUP, SOURCE, 100, 1);
            assertEquals(2, poller.await(1000));
            assertEquals(70 + 71, poller.number(0) + poller.number(1));
        }
    }

    @Test
    void whatIsNoGroup_andAnInterfaceThatIsNot_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> GroupMembership.join(receiver, SOURCE, 0, loopback));
        String why = assertThrows(IOException.class, () -> GroupMembership.join(receiver, GROUP, 0, 99_999)).getMessage();
        assertTrue(why.contains("239.74.1.1") && why.contains("interface 99999"), why);
    }
}
