package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Receives many datagrams with one recvmmsg into native memory made at the start. One thread; what a call received is
 * valid until the next call.
 */
public final class ReceiveBatch {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int POLLIN = 1;

    private final UdpSocket socket;
    private final MessageArray messages;
    private final ByteBuffer iovecs;
    private final ByteBuffer[] packets;
    private final ByteBuffer pollfd = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    private final long pollfdAt = AlignedBuffer.addressOf(pollfd);
    private int received;

    /**
     * Prepares the memory.
     *
     * @param capacity datagrams a call, 1 to 1024
     * @param datagramBytes what a datagram may have; a longer one is cut
     */
    public ReceiveBatch(UdpSocket socket, int capacity, int datagramBytes) {
        if (capacity < 1 || capacity > 1024) {
            throw new IllegalArgumentException("a batch holds 1 to 1024 datagrams, not " + capacity);
        }
        this.socket = socket;
        iovecs = ByteBuffer.allocateDirect(capacity * MessageArray.IOVEC_BYTES).order(ByteOrder.nativeOrder());
        packets = new ByteBuffer[capacity];
        for (int i = 0; i < capacity; i++) {
            packets[i] = ByteBuffer.allocateDirect(datagramBytes);
            iovecs.putLong(i * MessageArray.IOVEC_BYTES, AlignedBuffer.addressOf(packets[i]));
            iovecs.putLong(i * MessageArray.IOVEC_BYTES + 8, datagramBytes);
        }
        messages = new MessageArray(capacity, AlignedBuffer.addressOf(iovecs));
    }

    /** Waits until a datagram can be received. Blocks up to {@code timeoutMs}. False when none came. */
    public boolean await(int timeoutMs) {
        pollfd.putInt(0, socket.fd()).putShort(4, (short) POLLIN).putShort(6, (short) 0);
        return LibC.poll(pollfdAt, 1, timeoutMs) > 0 && (pollfd.getShort(6) & POLLIN) != 0;
    }

    /** Takes what is there without waiting. Returns how many datagrams, 0 when none or on an error of the socket. */
    public int receive() {
        for (int i = 0; i < received; i++) {
            messages.rearm(i);
        }
        received = Math.max(0, LibC.recvmmsg(socket.fd(), messages.at(0), packets.length, MSG_DONTWAIT, 0));
        return received;
    }

    /** Datagram {@code i} of the last call, position 0 to its length. */
    public ByteBuffer packet(int i) {
        return packets[i].clear().limit(messages.received(i));
    }

    /**
     * Of how many bytes each the datagrams in {@link #packet} are, the last one perhaps fewer; 0: it is one. See
     * {@link UdpSocket#coalesce}.
     */
    public int segmentBytes(int i) {
        return messages.segmentBytes(i);
    }

    /** Who sent it. */
    public Ipv4Endpoint source(int i) {
        return messages.name(i);
    }

    /** Which of this machine's addresses it was sent to; 0 when unknown. */
    public int localAddress(int i) {
        return messages.localAddress(i);
    }
}
