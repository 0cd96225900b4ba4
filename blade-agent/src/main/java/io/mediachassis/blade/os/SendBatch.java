package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams for many receivers that leave with one sendmmsg. A message is up to {@link #MAX_SEGMENTS} datagrams of one
 * size (the last may be shorter) to one place, which the kernel or the network card cuts apart (UDP GSO). Each datagram
 * is a 12-byte header kept here, gathered with slices of memory that the caller keeps unchanged until {@link #flush()}.
 *
 * <p>Everything lies in native arrays made at the start; {@code begin}, {@code header}, {@code slice}, {@code end} and
 * {@code flush} allocate nothing. One thread. Where the kernel refuses to segment, the same datagrams go one by one:
 * for that message only (EINVAL, EMSGSIZE: a path with a small MTU), or from then on (a device without checksums), and
 * the log says so once.
 */
public final class SendBatch implements AutoCloseable {
    /** Bounds the burst that leaves back to back: 8 packets of 7 TS packets are 10.6 kB. */
    public static final int MAX_SEGMENTS = 8;
    /** Bytes of one datagram's header. */
    public static final int HEADER_BYTES = 12;
    /** Bytes that {@link #copied} takes at most. */
    public static final int MAX_COPIED = 128;

    private static final Logger LOG = LoggerFactory.getLogger(SendBatch.class);
    private static final int MAX_IOVECS = 3 * MAX_SEGMENTS;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    // How long a full send buffer may hold up the thread, whose other streams wait too.
    private static final int FULL_BUFFER_WAIT_MS = 2;

    private final UdpSocket socket;
    private final MessageArray messages;
    private final MessageArray single = new MessageArray(MAX_SEGMENTS, 0);
    private final ByteBuffer iovecs;
    private final long iovecsAt;
    private final ByteBuffer headers;
    private final long headersAt;
    private final int[] segments;
    private final int[] bytes;
    private final int[] firstIovec;
    private final int[] sources;
    private final Ipv4Endpoint[] targets;
    private boolean segmentation;
    private int count;
    private int iovec;
    private int segment;
    private int segmentBytes;
    private int firstSegmentBytes;

    private long sentMessages;
    private long sentDatagrams;
    private long sentBytes;
    private long calls;
    private long partial;
    private long waits;
    private long dropped;
    private long failed;
    private long refused;
    private int lastError;

    /**
     * Prepares the arrays, about 600 bytes a message.
     *
     * @param capacity messages that one flush can send, 1 to 1024 (UIO_MAXIOV)
     * @param segmentation false sends every datagram as a message of its own
     */
    public SendBatch(UdpSocket socket, int capacity, boolean segmentation) {
        if (capacity < 1 || capacity > 1024) {
            throw new IllegalArgumentException("a batch holds 1 to 1024 messages, not " + capacity);
        }
        this.socket = socket;
        this.segmentation = segmentation && socket.segmentationKnown();
        if (segmentation && !this.segmentation) {
            LOG.info("UDP {}: this kernel has no UDP GSO; datagrams are sent one by one", socket.local());
        }
        messages = new MessageArray(capacity, 0);
        iovecs = ByteBuffer.allocateDirect(capacity * MAX_IOVECS * MessageArray.IOVEC_BYTES)
                .order(ByteOrder.nativeOrder());
        iovecsAt = AlignedBuffer.addressOf(iovecs);
        headers = ByteBuffer.allocateDirect(capacity * MAX_COPIED);
        headersAt = AlignedBuffer.addressOf(headers);
        segments = new int[capacity];
        bytes = new int[capacity];
        firstIovec = new int[capacity * (MAX_SEGMENTS + 1)];
        sources = new int[capacity];
        targets = new Ipv4Endpoint[capacity];
    }

    /** Starts a message; sends what is there first when the batch is full. Source 0 lets the route choose. */
    public void begin(Ipv4Endpoint target, int sourceAddress) {
        if (count == segments.length) {
            flush();
        }
        targets[count] = target;
        sources[count] = sourceAddress;
        messages.address(count, target, sourceAddress);
        iovec = count * MAX_IOVECS;
        segment = 0;
        segmentBytes = 0;
        firstSegmentBytes = 0;
        bytes[count] = 0;
    }

    /** Starts the next datagram of the message with its header, three words in network order. */
    public void header(int word0, int word1, int word2) {
        int at = count * MAX_COPIED + segment * HEADER_BYTES;
        headers.putInt(at, word0).putInt(at + 4, word1).putInt(at + 8, word2);
        openSegment();
        slice(headersAt + at, HEADER_BYTES);
    }

    /** Makes the message one datagram with a copy of {@code packet}, at most {@link #MAX_COPIED} bytes. */
    public void copied(ByteBuffer packet) {
        int at = count * MAX_COPIED;
        int length = packet.remaining();
        if (length > MAX_COPIED) {
            throw new IllegalArgumentException(length + " bytes, the limit is " + MAX_COPIED);
        }
        headers.put(at, packet, packet.position(), length);
        openSegment();
        slice(headersAt + at, length);
    }

    /** Makes the message one datagram with memory that stays as it is until the flush. */
    public void plain(long address, int length) {
        openSegment();
        slice(address, length);
    }

    private void openSegment() {
        if (segment == 1) {
            firstSegmentBytes = segmentBytes;
        }
        firstIovec[count * (MAX_SEGMENTS + 1) + segment] = iovec;
        segment++;
        segmentBytes = 0;
    }

    /** Adds memory to the datagram, at most twice for each header; it must stay as it is until the flush. */
    public void slice(long address, int length) {
        int at = iovec * MessageArray.IOVEC_BYTES;
        iovecs.putLong(at, address).putLong(at + 8, length);
        iovec++;
        segmentBytes += length;
        bytes[count] += length;
    }

    /** Ends the message. */
    public void end() {
        if (segment == 0) {
            return;
        }
        firstIovec[count * (MAX_SEGMENTS + 1) + segment] = iovec;
        segments[count] = segment;
        int first = count * MAX_IOVECS;
        messages.gather(count, iovecsAt + (long) first * MessageArray.IOVEC_BYTES, iovec - first,
                segment > 1 ? firstSegmentBytes : 0);
        count++;
    }

    /** Messages that wait for the flush. */
    public int pending() {
        return count;
    }

    /** Sends all that waits. Afterwards the slices' memory is free, even where sending failed. */
    public void flush() {
        int next = 0;
        int waited = 0;
        while (next < count) {
            if (!segmentation && segments[next] > 1) {
                waited += sendApart(next, waited);
                next++;
                continue;
            }
            int want = segmentation ? count - next : runOfSingles(next);
            int sent = LibC.sendmmsg(socket.fd(), messages.at(next), want, MSG_DONTWAIT_NOSIGNAL);
            calls++;
            if (sent > 0) {
                if (sent < want) {
                    partial++;
                }
                for (int i = 0; i < sent; i++) {
                    took(next + i);
                }
                next += sent;
                continue;
            }
            int error = Errno.last();
            if (error == Errno.EINTR) {
                continue;
            }
            if (error == Errno.EAGAIN || error == Errno.ENOBUFS) {
                if (waited < FULL_BUFFER_WAIT_MS) {
                    waited += awaitRoom();
                    continue;
                }
                for (; next < count; next++) {
                    dropped += segments[next];
                }
                lastError = error;
            } else if (segments[next] > 1 && segmentationRefusal(error)) {
                waited += sendApart(next, waited);
                next++;
            } else {
                failed += segments[next];
                lastError = error;
                next++;
            }
        }
        count = 0;
    }

    private int awaitRoom() {
        waits++;
        socket.awaitWritable(1);
        return 1;
    }

    private int runOfSingles(int from) {
        int to = from;
        while (to < count && segments[to] == 1) {
            to++;
        }
        return to - from;
    }

    private void took(int message) {
        sentMessages++;
        sentDatagrams += segments[message];
        sentBytes += bytes[message];
    }

    private boolean segmentationRefusal(int error) {
        boolean forGood = error == Errno.EIO || error == Errno.ENOPROTOOPT || error == Errno.EOPNOTSUPP;
        if (!forGood && error != Errno.EINVAL && error != Errno.EMSGSIZE) {
            return false;
        }
        if (refused == 0 || forGood) {
            LOG.info("UDP {}: the kernel does not segment ({}); {} sent one by one", socket.local(),
                    Errno.text(error), forGood ? "from now on datagrams are" : "such datagrams are");
        }
        refused++;
        lastError = error;
        segmentation &= !forGood;
        return true;
    }

    /** Sends one message's datagrams each by itself. Returns the milliseconds waited. */
    private int sendApart(int message, int waitedBefore) {
        int waited = 0;
        int pieces = segments[message];
        for (int i = 0; i < pieces; i++) {
            int first = firstIovec[message * (MAX_SEGMENTS + 1) + i];
            int last = firstIovec[message * (MAX_SEGMENTS + 1) + i + 1];
            single.address(i, targets[message], sources[message]);
            single.gather(i, iovecsAt + (long) first * MessageArray.IOVEC_BYTES, last - first, 0);
        }
        int next = 0;
        while (next < pieces) {
            int sent = LibC.sendmmsg(socket.fd(), single.at(next), pieces - next, MSG_DONTWAIT_NOSIGNAL);
            calls++;
            if (sent > 0) {
                next += sent;
                sentDatagrams += sent;
                continue;
            }
            int error = Errno.last();
            if (error == Errno.EINTR) {
                continue;
            }
            if ((error == Errno.EAGAIN || error == Errno.ENOBUFS) && waitedBefore + waited < FULL_BUFFER_WAIT_MS) {
                waited += awaitRoom();
                continue;
            }
            lastError = error;
            if (error == Errno.EAGAIN || error == Errno.ENOBUFS) {
                dropped += pieces - next;
            } else {
                failed += pieces - next;
            }
            return waited;
        }
        sentMessages++;
        sentBytes += bytes[message];
        return waited;
    }

    /** Whether messages still go out as one (false once the kernel has refused for good). The batch's thread. */
    public boolean segmentation() {
        return segmentation;
    }

    /** What was done so far. The batch's thread. */
    public SendCounters counters() {
        return new SendCounters(sentMessages, sentDatagrams, sentBytes, calls, partial, waits, dropped, failed, refused,
                lastError);
    }

    /** Drops what waits; the socket is the owner's to close. */
    @Override
    public void close() {
        count = 0;
    }
}
