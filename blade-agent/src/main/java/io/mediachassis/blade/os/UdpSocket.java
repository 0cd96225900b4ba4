package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A non-blocking IPv4 datagram socket, bound to an address and port with SO_REUSEADDR (so that the station address can
 * be taken over while its last holder still has it). It is not connected, so ICMP errors never reach it. Any thread may
 * use it; sends and receives in batches are {@link SendBatch} and {@link ReceiveBatch}.
 */
public final class UdpSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_PKTINFO = 8;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;
    private static final int SOCKADDR_IN_BYTES = 16;
    private static final int MREQN_BYTES = 12;

    private final int fd;
    private volatile Ipv4Endpoint local = new Ipv4Endpoint(0, 0);
    private final boolean segmentation;
    private boolean closed;

    /**
     * Opens and binds.
     *
     * @param bindTo address and port; port 0 lets the system choose; address 0 is any
     * @param sendBufferBytes as SO_SNDBUF; the system may grant less
     * @param receiveBufferBytes as SO_RCVBUF; the system may grant less
     * @throws IOException saying which step failed, on what, and why
     */
    public UdpSocket(Ipv4Endpoint bindTo, int sendBufferBytes, int receiveBufferBytes) throws IOException {
        this(sendBufferBytes, receiveBufferBytes);
        try {
            bind(bindTo);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens without binding: {@link #bind} is to come before the first datagram, for which the system would choose a
     * port by itself.
     *
     * @throws IOException saying which step failed, and why
     */
    public UdpSocket(int sendBufferBytes, int receiveBufferBytes) throws IOException {
        fd = LibC.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException("cannot open a UDP socket: " + Errno.text(Errno.last()));
        }
        try {
            check(setInt(SOL_SOCKET, SO_REUSEADDR, 1), "set SO_REUSEADDR");
            // The FORCE form goes past net.core.wmem_max, but only with CAP_NET_ADMIN.
            if (setInt(SOL_SOCKET, SO_SNDBUFFORCE, sendBufferBytes) < 0) {
                check(setInt(SOL_SOCKET, SO_SNDBUF, sendBufferBytes), "set SO_SNDBUF");
            }
            if (setInt(SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0) {
                check(setInt(SOL_SOCKET, SO_RCVBUF, receiveBufferBytes), "set SO_RCVBUF");
            }
            // A receiver learns which of the machine's addresses was asked; senders give theirs with each message.
            check(setInt(IPPROTO_IP, IP_PKTINFO, 1), "set IP_PKTINFO");
            // 0 changes nothing, but a kernel without UDP GSO answers ENOPROTOOPT.
            segmentation = setInt(SOL_UDP, UDP_SEGMENT, 0) == 0;
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
    }

    /**
     * Binds one that was opened without; may be called again after it failed.
     *
     * @throws IOException saying what could not be bound, and why
     */
    public void bind(Ipv4Endpoint to) throws IOException {
        ByteBuffer address = ByteBuffer.allocateDirect(SOCKADDR_IN_BYTES + Integer.BYTES);
        putSockaddr(address, 0, to);
        check(LibC.bind(fd, AlignedBuffer.addressOf(address), SOCKADDR_IN_BYTES), "bind UDP " + to);
        address.order(ByteOrder.nativeOrder()).putInt(SOCKADDR_IN_BYTES, SOCKADDR_IN_BYTES);
        long at = AlignedBuffer.addressOf(address);
        check(LibC.getsockname(fd, at, at + SOCKADDR_IN_BYTES), "read the name of UDP " + to);
        local = getSockaddr(address, 0);
    }

    /** Where it is bound, with the port that the system chose if it was to choose; port 0 before. */
    public Ipv4Endpoint local() {
        return local;
    }

    /**
     * Says how multicast leaves from here. Without an interface it would take the default route, wherever that leads.
     * What is sent also reaches members on this machine (IP_MULTICAST_LOOP).
     *
     * @param interfaceIndex as the system numbers it, at least 1
     * @param ttl hops, 1 to 255
     * @param dscp differentiated services code point (RFC 2474), 0 to 63
     * @throws IOException saying which step failed
     */
    public void multicast(int interfaceIndex, int ttl, int dscp) throws IOException {
        // struct ip_mreqn: group and address of no account, then the interface.
        ByteBuffer request = ByteBuffer.allocateDirect(MREQN_BYTES).order(ByteOrder.nativeOrder());
        request.putInt(MREQN_BYTES - Integer.BYTES, interfaceIndex);
        check(LibC.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, AlignedBuffer.addressOf(request), MREQN_BYTES),
                "set IP_MULTICAST_IF of UDP " + local);
        check(setInt(IPPROTO_IP, IP_MULTICAST_TTL, ttl), "set IP_MULTICAST_TTL of UDP " + local);
        check(setInt(IPPROTO_IP, IP_MULTICAST_LOOP, 1), "set IP_MULTICAST_LOOP of UDP " + local);
        // The code point is the upper six bits; the lower two are for congestion marks.
        check(setInt(IPPROTO_IP, IP_TOS, dscp << 2), "set IP_TOS of UDP " + local);
    }

    /**
     * Lets the kernel hand over several datagrams of one sender as one, which a {@link ReceiveBatch} with room for them
     * tells by {@link ReceiveBatch#segmentBytes}. False where it can't.
     */
    public boolean coalesce() {
        return setInt(SOL_UDP, UDP_GRO, 1) == 0;
    }

    /** Whether the kernel knows UDP_SEGMENT. */
    public boolean segmentationKnown() {
        return segmentation;
    }

    /** Waits until a datagram can be read. Blocks up to {@code timeoutMs} (0 asks only). False when none came. */
    public boolean awaitReadable(int timeoutMs) {
        return await(POLLIN, timeoutMs);
    }

    /** Waits until the send buffer has room. Blocks up to {@code timeoutMs} (0 asks only). False when it has none. */
    public boolean awaitWritable(int timeoutMs) {
        return await(POLLOUT, timeoutMs);
    }

    private boolean await(int events, int timeoutMs) {
        // struct pollfd; on the rare path only (a full buffer, a receiver with nothing to do).
        ByteBuffer pollfd = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        pollfd.putInt(0, fd).putShort(4, (short) events);
        return LibC.poll(AlignedBuffer.addressOf(pollfd), 1, timeoutMs) > 0 && (pollfd.getShort(6) & events) != 0;
    }

    int fd() {
        return fd;
    }

    private int setInt(int level, int option, int value) {
        ByteBuffer b = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        b.putInt(0, value);
        return LibC.setsockopt(fd, level, option, AlignedBuffer.addressOf(b), Integer.BYTES);
    }

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + step + ": " + Errno.text(Errno.last()));
        }
    }

    /** Writes a struct sockaddr_in whatever the buffer's byte order is. */
    static void putSockaddr(ByteBuffer to, int at, Ipv4Endpoint endpoint) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        to.put(at, (byte) (little ? AF_INET : 0)).put(at + 1, (byte) (little ? 0 : AF_INET));
        to.put(at + 2, (byte) (endpoint.port() >>> 8)).put(at + 3, (byte) endpoint.port());
        int a = endpoint.address();
        to.put(at + 4, (byte) (a >>> 24)).put(at + 5, (byte) (a >>> 16));
        to.put(at + 6, (byte) (a >>> 8)).put(at + 7, (byte) a);
    }

    static Ipv4Endpoint getSockaddr(ByteBuffer from, int at) {
        int port = (from.get(at + 2) & 0xff) << 8 | (from.get(at + 3) & 0xff);
        int address = (from.get(at + 4) & 0xff) << 24 | (from.get(at + 5) & 0xff) << 16 | (from.get(at + 6) & 0xff) << 8
                | (from.get(at + 7) & 0xff);
        return new Ipv4Endpoint(address, port);
    }

    /** Closes it; the owner sees to it that no batch uses it any more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
