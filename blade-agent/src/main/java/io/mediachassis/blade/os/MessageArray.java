package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A native array of struct mmsghdr with its addresses and control messages, as 64-bit Linux lays them out. Fields are
 * set through a direct buffer, which the compiler turns into plain stores; JNA's own setters are a native call each.
 */
final class MessageArray {
    static final int IOVEC_BYTES = 16;

    private static final int MMSGHDR_BYTES = 64;
    private static final int NAME_BYTES = 16;
    private static final int CONTROL_BYTES = 64;
    // Offsets in struct mmsghdr.
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int RECEIVED = 56;
    // IP_PKTINFO: cmsghdr (16), ifindex, spec_dst, addr; then UDP_SEGMENT: cmsghdr (16), an unsigned short.
    private static final int PKTINFO_LENGTH = 28;
    private static final int PKTINFO_SPACE = 32;
    private static final int SEGMENT_LENGTH = 18;
    private static final int SEGMENT_SPACE = 24;
    // UDP_GRO: cmsghdr (16), an int.
    private static final int GRO_LENGTH = 20;

    private final ByteBuffer headers;
    private final ByteBuffer names;
    private final ByteBuffer controls;
    private final long headersAt;

    /** Makes {@code count} messages; {@code iovecsAt} other than 0 gives each one iovec of that array, to receive. */
    MessageArray(int count, long iovecsAt) {
        headers = direct(count * MMSGHDR_BYTES);
        names = direct(count * NAME_BYTES);
        controls = direct(count * CONTROL_BYTES);
        headersAt = AlignedBuffer.addressOf(headers);
        long namesAt = AlignedBuffer.addressOf(names);
        long controlsAt = AlignedBuffer.addressOf(controls);
        for (int i = 0; i < count; i++) {
            int h = i * MMSGHDR_BYTES;
            headers.putLong(h + NAME, namesAt + (long) i * NAME_BYTES).putInt(h + NAME_LENGTH, NAME_BYTES);
            headers.putLong(h + CONTROL, controlsAt + (long) i * CONTROL_BYTES);
            if (iovecsAt != 0) {
                headers.putLong(h + IOV, iovecsAt + (long) i * IOVEC_BYTES).putLong(h + IOV_LENGTH, 1);
                headers.putLong(h + CONTROL_LENGTH, CONTROL_BYTES);
                continue;
            }
            int c = i * CONTROL_BYTES;
            // level 0 is IPPROTO_IP, type 8 IP_PKTINFO; level 17 SOL_UDP, type 103 UDP_SEGMENT.
            controls.putLong(c, PKTINFO_LENGTH).putInt(c + 8, 0).putInt(c + 12, 8);
            c += PKTINFO_SPACE;
            controls.putLong(c, SEGMENT_LENGTH).putInt(c + 8, 17).putInt(c + 12, 103);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    long at(int message) {
        return headersAt + (long) message * MMSGHDR_BYTES;
    }

    /** Where a message goes, and from which of the machine's addresses. */
    void address(int message, Ipv4Endpoint target, int sourceAddress) {
        UdpSocket.putSockaddr(names, message * NAME_BYTES, target);
        int source = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? Integer.reverseBytes(sourceAddress) : sourceAddress;
        controls.putInt(message * CONTROL_BYTES + 20, source);
    }

    /** The memory of a message; {@code segmentBytes} other than 0 has the kernel cut it. */
    void gather(int message, long iovecsAt, int iovecs, int segmentBytes) {
        int h = message * MMSGHDR_BYTES;
        headers.putLong(h + IOV, iovecsAt).putLong(h + IOV_LENGTH, iovecs);
        headers.putLong(h + CONTROL_LENGTH, segmentBytes == 0 ? PKTINFO_SPACE : PKTINFO_SPACE + SEGMENT_SPACE);
        if (segmentBytes != 0) {
            controls.putShort(message * CONTROL_BYTES + PKTINFO_SPACE + 16, (short) segmentBytes);
        }
    }

    /** Makes a received message ready for the next call, which shortens the lengths. */
    void rearm(int message) {
        int h = message * MMSGHDR_BYTES;
        headers.putInt(h + NAME_LENGTH, NAME_BYTES).putLong(h + CONTROL_LENGTH, CONTROL_BYTES);
    }

    int received(int message) {
        return headers.getInt(message * MMSGHDR_BYTES + RECEIVED);
    }

    Ipv4Endpoint name(int message) {
        return UdpSocket.getSockaddr(names, message * NAME_BYTES);
    }

    /** Of how many bytes each the datagrams of a received message are, the last one perhaps fewer; 0: it is one. */
    int segmentBytes(int message) {
        int c = message * CONTROL_BYTES;
        int end = c + (int) Math.min(CONTROL_BYTES, headers.getLong(message * MMSGHDR_BYTES + CONTROL_LENGTH));
        while (end - c >= GRO_LENGTH) {
            long length = controls.getLong(c);
            if (controls.getInt(c + 8) == 17 && controls.getInt(c + 12) == 104) {
                return controls.getInt(c + 16);
            }
            if (length < 16 || length > end - c) {
                return 0;
            }
            // Control messages begin at multiples of a word.
            c += (int) ((length + 7) & ~7L);
        }
        return 0;
    }

    /** The local address that a received message was sent to, 0 when the kernel did not say. */
    int localAddress(int message) {
        int c = message * CONTROL_BYTES;
        boolean there = headers.getLong(message * MMSGHDR_BYTES + CONTROL_LENGTH) >= PKTINFO_LENGTH
                && controls.getInt(c + 8) == 0 && controls.getInt(c + 12) == 8;
        if (!there) {
            return 0;
        }
        int address = controls.getInt(c + 24);
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(address) : address;
    }
}
