package io.mediachassis.sim.unit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams at an address of the unit and keeps their transport packets with the times when they came; may pass
 * them on, as a sender's relay.
 */
final class OnwardReceiver implements AutoCloseable {
    private static final int TS = 188;

    private final DatagramSocket socket;
    private final boolean rtp;
    private final Thread thread;
    private final List<Packet> packets = new ArrayList<>();
    private volatile @Nullable InetSocketAddress passTo;
    private volatile boolean passing = true;

    /** A transport packet, and when it came. */
    static final class Packet {
        private final long atNs;
        private final byte[] bytes;

        Packet(long atNs, byte[] bytes) {
            this.atNs = atNs;
            this.bytes = bytes;
        }

        long atNs() {
            return atNs;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isNull() {
            return (bytes[1] & 0x1f) == 0x1f && bytes[2] == (byte) 0xff;
        }
    }

    OnwardReceiver(String address, int port, boolean rtp) throws IOException {
        this.rtp = rtp;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port));
        socket.setReceiveBufferSize(4 << 20);
        thread = new Thread(this::receive, "onward-receiver-" + port);
        thread.start();
    }

    /** Passes on what comes from now on. */
    void passTo(InetSocketAddress to) {
        passTo = to;
    }

    /** Or leaves it out, and does not keep it either. */
    void pass(boolean on) {
        passing = on;
    }

    private void receive() {
        byte[] buffer = new byte[2048];
        DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(buffer.length);
                socket.receive(datagram);
                long nowNs = System.nanoTime();
                InetSocketAddress to = passTo;
                if (to == null || passing) {
                    keep(buffer, datagram.getLength(), nowNs);
                }
                if (to != null && passing) {
                    socket.send(new DatagramPacket(buffer, datagram.getLength(), to));
                }
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void keep(byte[] buffer, int length, long nowNs) {
        synchronized (packets) {
            for (int at = rtp ? 12 : 0; at + TS <= length; at += TS) {
                packets.add(new Packet(nowNs, Arrays.copyOfRange(buffer, at, at + TS)));
            }
        }
    }

    /** All so far, without null packets. */
    List<Packet> media() {
        synchronized (packets) {
            return packets.stream().filter(packet -> !packet.isNull()).toList();
        }
    }

    int nulls() {
        synchronized (packets) {
            return (int) packets.stream().filter(Packet::isNull).count();
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
