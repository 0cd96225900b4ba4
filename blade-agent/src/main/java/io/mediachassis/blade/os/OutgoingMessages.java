package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Messages being put together for one sendmmsg: struct mmsghdr, addresses, control messages, iovecs and datagram headers,
 * as 64-bit Linux lays them out. Written into arrays of the heap and copied to native memory once, by {@link #publish}:
 * a store into an array is one instruction with any compiler, one into a direct buffer is several calls with the quick
 * one. Allocates nothing after its construction. One thread.
 */
final class OutgoingMessages {
    /** A segmented message's datagrams; each is at most a header and two slices. */
    static final int MAX_SEGMENTS = 8;
    static final int MAX_COPIED = 128;

    private static final int MAX_IOVECS = 3 * MAX_SEGMENTS;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    // Longs of struct mmsghdr, and which of them are what.
    private static final int MESSAGE = 8;
    private static final int NAME_AT = 0;
    private static final int NAME_LENGTH = 1;
    private static final int IOV_AT = 2;
    private static final int IOV_LENGTH = 3;
    private static final int CONTROL_AT = 4;
    private static final int CONTROL_LENGTH = 5;
    // struct sockaddr_in.
    private static final int NAME = 2;
    private static final long AF_INET = 2;
    // IP_PKTINFO: cmsghdr (16 bytes), ifindex, spec_dst, addr; then UDP_SEGMENT: cmsghdr (16), an unsigned short.
    private static final int CONTROL = 8;
    private static final int SPEC_DST = 2;
    private static final int SEGMENT_BYTES = 6;
    private static final int PKTINFO_SPACE = 32;
    private static final int SEGMENT_SPACE = 24;
    // A datagram's header has 12 bytes, or 14; every second long starts one.
    private static final int HEADER = 2;
    private static final int HEADER_BYTES = 12;
    private static final int LONG_HEADER_BYTES = 14;

    private final long[] messages;
    private final long[] names;
    private final long[] controls;
    private final long[] iovecs;
    private final long[] headers;
    private final LongBuffer nativeMessages;
    private final LongBuffer nativeNames;
    private final LongBuffer nativeControls;
    private final LongBuffer nativeIovecs;
    private final LongBuffer nativeHeaders;
    private final ByteBuffer copies;
    private final long messagesAt;
    private final long iovecsAt;
    private final long headersAt;
    private final long copiesAt;
    private final long controlsAt;

    private final Ipv4Endpoint[] targets;
    private final int[] sources;
    private final int[] bytes;
    private final int[] firstDatagram;
    private final int[] firstIovec;
    private int count;
    private int datagram;
    private int iovec;
    private int datagramBytes;
    private int segmentBytes;

    /** @param capacity messages, at least 1 */
    OutgoingMessages(int capacity) {
        messages = new long[capacity * MESSAGE];
        names = new long[capacity * NAME];
        controls = new long[capacity * CONTROL];
        iovecs = new long[capacity * MAX_IOVECS * 2];
        headers = new long[capacity * MAX_SEGMENTS * HEADER];
        ByteBuffer m = direct(messages.length * Long.BYTES);
        ByteBuffer n = direct(names.length * Long.BYTES);
        ByteBuffer c = direct(controls.length * Long.BYTES);
        ByteBuffer i = direct(iovecs.length * Long.BYTES);
        ByteBuffer h = direct(headers.length * Long.BYTES);
        copies = direct(capacity * MAX_COPIED);
        nativeMessages = m.asLongBuffer();
        nativeNames = n.asLongBuffer();
        nativeControls = c.asLongBuffer();
        nativeIovecs = i.asLongBuffer();
        nativeHeaders = h.asLongBuffer();
        messagesAt = AlignedBuffer.addressOf(m);
        iovecsAt = AlignedBuffer.addressOf(i);
        headersAt = AlignedBuffer.addressOf(h);
        copiesAt = AlignedBuffer.addressOf(copies);
        targets = new Ipv4Endpoint[capacity];
        sources = new int[capacity];
        bytes = new int[capacity];
        firstDatagram = new int[capacity + 1];
        firstIovec = new int[capacity * MAX_SEGMENTS + 1];
        long namesAt = AlignedBuffer.addressOf(n);
        controlsAt = AlignedBuffer.addressOf(c);
        for (int k = 0; k < capacity; k++) {
            messages[k * MESSAGE + NAME_AT] = namesAt + (long) k * NAME * Long.BYTES;
            messages[k * MESSAGE + NAME_LENGTH] = ints(NAME * Long.BYTES, 0);
            int at = k * CONTROL;
            // Length, then level 0 (IPPROTO_IP) and type 8 (IP_PKTINFO); 17 (SOL_UDP) and 103 (UDP_SEGMENT).
            controls[at] = 28;
            controls[at + 1] = ints(0, 8);
            controls[at + 4] = 18;
            controls[at + 5] = ints(17, 103);
        }
    }

    private static ByteBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    /** Two ints beside one another in memory. */
    private static long ints(int first, int second) {
        return LITTLE ? (long) second << 32 | (first & 0xffffffffL) : (long) first << 32 | (second & 0xffffffffL);
    }

    /** Eight bytes as they lie in memory, the first one in the highest bits. */
    private static long bytes(long inOrder) {
        return LITTLE ? Long.reverseBytes(inOrder) : inOrder;
    }

    // ---- putting together --------------------------------------------------------------------------------------

    void begin(Ipv4Endpoint target, int sourceAddress) {
        targets[count] = target;
        sources[count] = sourceAddress;
        bytes[count] = 0;
        long family = LITTLE ? AF_INET << 56 : AF_INET << 48;
        names[count * NAME] = bytes(family | (long) target.port() << 32 | (target.address() & 0xffffffffL));
        controls[count * CONTROL + SPEC_DST] = bytes(sourceAddress & 0xffffffffL);
        firstDatagram[count] = datagram;
        segmentBytes = 0;
    }

    void header(int word0, int word1, int word2) {
        int at = datagram * HEADER;
        headers[at] = bytes((long) word0 << 32 | (word1 & 0xffffffffL));
        headers[at + 1] = bytes((long) word2 << 32);
        openDatagram();
        slice(headersAt + (long) at * Long.BYTES, HEADER_BYTES);
    }

    /** With the lower half of a fourth word. */
    void header(int word0, int word1, int word2, int word3) {
        int at = datagram * HEADER;
        headers[at] = bytes((long) word0 << 32 | (word1 & 0xffffffffL));
        headers[at + 1] = bytes((long) word2 << 32 | (long) (word3 & 0xffff) << 16);
        openDatagram();
        slice(headersAt + (long) at * Long.BYTES, LONG_HEADER_BYTES);
    }

    void copied(ByteBuffer packet) {
        int length = packet.remaining();
        if (length > MAX_COPIED) {
            throw new IllegalArgumentException(length + " bytes, the limit is " + MAX_COPIED);
        }
        copies.put(count * MAX_COPIED, packet, packet.position(), length);
        openDatagram();
        slice(copiesAt + (long) count * MAX_COPIED, length);
    }

    void plain(long address, int length) {
        openDatagram();
        slice(address, length);
    }

    void openDatagram() {
        if (datagram == firstDatagram[count] + 1) {
            segmentBytes = datagramBytes;
        }
        firstIovec[datagram++] = iovec;
        datagramBytes = 0;
    }

    void slice(long address, int length) {
        iovecs[iovec * 2] = address;
        iovecs[iovec * 2 + 1] = length;
        iovec++;
        datagramBytes += length;
        bytes[count] += length;
    }

    /** Ends the message; one without a datagram is none. */
    void end() {
        if (datagram == firstDatagram[count]) {
            return;
        }
        int at = count * MESSAGE;
        int first = firstIovec[firstDatagram[count]];
        messages[at + IOV_AT] = iovecsAt + (long) first * 2 * Long.BYTES;
        messages[at + IOV_LENGTH] = (long) iovec - first;
        // Without a source of its own there must be no IP_PKTINFO: an empty one overrides the socket's bound address.
        long skipped = sources[count] == 0 ? PKTINFO_SPACE : 0;
        messages[at + CONTROL_AT] = controlsAt + (long) count * CONTROL * Long.BYTES + skipped;
        messages[at + CONTROL_LENGTH] = PKTINFO_SPACE - skipped + (segmentBytes == 0 ? 0 : SEGMENT_SPACE);
        controls[count * CONTROL + SEGMENT_BYTES] = LITTLE ? segmentBytes : (long) segmentBytes << 48;
        count++;
        firstDatagram[count] = datagram;
        firstIovec[datagram] = iovec;
    }

    /** Brings all that was put together to where the kernel reads it. */
    void publish() {
        nativeMessages.put(0, messages, 0, count * MESSAGE);
        nativeNames.put(0, names, 0, count * NAME);
        nativeControls.put(0, controls, 0, count * CONTROL);
        nativeIovecs.put(0, iovecs, 0, iovec * 2);
        nativeHeaders.put(0, headers, 0, datagram * HEADER);
    }

    void clear() {
        count = 0;
        datagram = 0;
        iovec = 0;
        firstDatagram[0] = 0;
    }

    // ---- what is there -----------------------------------------------------------------------------------------

    int count() {
        return count;
    }

    boolean full() {
        return count == targets.length;
    }

    /** Address of a message's struct mmsghdr; those behind it follow. */
    long at(int message) {
        return messagesAt + (long) message * MESSAGE * Long.BYTES;
    }

    int datagrams(int message) {
        return firstDatagram[message + 1] - firstDatagram[message];
    }

    int bytesOf(int message) {
        return bytes[message];
    }

    /** One datagram of a message, as a message of its own in another array. */
    void copyTo(MessageArray to, int place, int message, int number) {
        int d = firstDatagram[message] + number;
        to.address(place, targets[message], sources[message]);
        to.gather(place, iovecsAt + (long) firstIovec[d] * 2 * Long.BYTES, firstIovec[d + 1] - firstIovec[d], 0);
    }
}
