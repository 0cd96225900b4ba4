package io.mediachassis.blade.os;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends and receives the ARP frames of one Ethernet interface, past the kernel's own ARP (packet(7); needs CAP_NET_RAW).
 * One thread receives; any thread sends.
 */
public final class ArpSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ETH_P_ARP = 0x0806;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int POLLIN = 1;

    private final int fd;
    private final long hardwareAddress;
    private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
    private final ByteBuffer pollfd = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    private boolean closed;

    /** @throws IOException where the interface is no Ethernet, or this process may not */
    public ArpSocket(NetworkInterface on) throws IOException {
        byte[] hardware = on.getHardwareAddress();
        if (hardware == null || hardware.length != 6) {
            throw new IOException(on.getName() + " is no Ethernet interface");
        }
        long address48 = 0;
        for (byte b : hardware) {
            address48 = (address48 << 8) | (b & 0xff);
        }
        hardwareAddress = address48;
        int protocol = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes((short) ETH_P_ARP) & 0xffff
                : ETH_P_ARP;
        fd = LibC.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw new IOException("cannot open a packet socket: " + Errno.text(Errno.last()));
        }
        ByteBuffer address = ByteBuffer.allocateDirect(SOCKADDR_LL_BYTES).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) AF_PACKET).putShort(2, (short) protocol).putInt(4, on.getIndex());
        if (LibC.bind(fd, AlignedBuffer.addressOf(address), SOCKADDR_LL_BYTES) < 0) {
            int error = Errno.last();
            LibC.close(fd);
            throw new IOException("cannot receive ARP of " + on.getName() + ": " + Errno.text(error));
        }
    }

    /** The interface's own, as a big-endian number. */
    public long hardwareAddress() {
        return hardwareAddress;
    }

    /** Sends a whole frame. */
    public void send(byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(frame.length).put(0, frame);
        if (LibC.send(fd, AlignedBuffer.addressOf(out), frame.length, 0) < 0) {
            throw new IOException("cannot send ARP: " + Errno.text(Errno.last()));
        }
    }

    /** A frame; empty when none came within the time. */
    public byte[] receive(int timeoutMs) throws IOException {
        pollfd.putInt(0, fd).putShort(4, (short) POLLIN);
        if (LibC.poll(AlignedBuffer.addressOf(pollfd), 1, timeoutMs) <= 0) {
            return new byte[0];
        }
        long got = LibC.recv(fd, AlignedBuffer.addressOf(in), in.capacity(), MSG_DONTWAIT);
        if (got < 0 && Errno.last() != Errno.EAGAIN) {
            throw new IOException("cannot receive ARP: " + Errno.text(Errno.last()));
        }
        byte[] frame = new byte[(int) Math.max(0, got)];
        in.get(0, frame);
        return frame;
    }

    /** To be called once nobody receives any more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
