package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datagrams for many receivers that leave with one sendmmsg. A message is up to {@link #MAX_SEGMENTS} datagrams of one
 * size (the last may be shorter) to one place, which the kernel or the network card cuts apart (UDP GSO). Each datagram
 * is a header of 12 or 14 bytes kept here, or none, gathered with slices of memory that the caller keeps unchanged until {@link #flush()}.
 *
 * <p>{@code begin}, {@code header}, {@code slice}, {@code end} and {@code flush} allocate nothing. One thread. Where the
 * kernel refuses to segment, the same datagrams go one by one: for that message only (EINVAL, EMSGSIZE: a path with a
 * small MTU), or from then on (a device without checksums), and the log says so once.
 */
public final class SendBatch implements AutoCloseable {
    /** Bounds the burst that leaves back to back: 8 packets of 7 TS packets are 10.6 kB. */
    public static final int MAX_SEGMENTS = OutgoingMessages.MAX_SEGMENTS;
    /** Bytes that {@link #copied} takes at most. */
    public static final int MAX_COPIED = OutgoingMessages.MAX_COPIED;

    private static final Logger LOG = LoggerFactory.getLogger(SendBatch.class);
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    // How long a full send buffer may hold up the thread, whose other streams wait too.
    private static final int FULL_BUFFER_WAIT_MS = 2;

    private final UdpSocket socket;
    private final OutgoingMessages messages;
    private final MessageArray single = new MessageArray(MAX_SEGMENTS, 0);
    private final SendTally tally = new SendTally();
    private boolean segmentation;
    // Of the flush under way, ms.
    private int waited;

    /**
     * Prepares the arrays, about a kilobyte a message.
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
        messages = new OutgoingMessages(capacity);
    }

    /** Starts a message; sends what is there first when the batch is full. Source 0 lets the route choose. */
    public void begin(Ipv4Endpoint target, int sourceAddress) {
        if (messages.full()) {
            flush();
        }
        messages.begin(target, sourceAddress);
    }

    /** Starts the next datagram of the message with its header, three words in network order. */
    public void header(int word0, int word1, int word2) {
        messages.header(word0, word1, word2);
    }

    /** The same with two bytes more: the lower half of the last word. */
    public void header(int word0, int word1, int word2, int word3) {
        messages.header(word0, word1, word2, word3);
    }

    /** Starts the next datagram of the message, which has no header. */
    public void datagram() {
        messages.openDatagram();
    }

    /** Makes the message one datagram with a copy of {@code packet}, at most {@link #MAX_COPIED} bytes. */
    public void copied(ByteBuffer packet) {
        messages.copied(packet);
    }

    /** Makes the message one datagram with memory that stays as it is until the flush. */
    public void plain(long address, int length) {
        messages.plain(address, length);
    }

    /** Adds memory to the datagram, at most twice for each; it must stay as it is until the flush. */
    public void slice(long address, int length) {
        messages.slice(address, length);
    }

    /** Ends the message. */
    public void end() {
        messages.end();
    }

    /** Messages that wait for the flush. */
    public int pending() {
        return messages.count();
    }

    /** Sends all that waits. Afterwards the slices' memory is free, even where sending failed. */
    public void flush() {
        int count = messages.count();
        if (count == 0) {
            return;
        }
        messages.publish();
        waited = 0;
        for (int next = 0; next < count; ) {
            next += segmentation || messages.datagrams(next) == 1 ? send(next, count) : sendApart(next);
        }
        messages.clear();
    }

    /** Offers the kernel all from a message on. Returns how many are done with, sent or not. */
    private int send(int next, int count) {
        int want = segmentation ? count - next : runOfSingles(next, count);
        int sent = LibC.sendmmsg(socket.fd(), messages.at(next), want, MSG_DONTWAIT_NOSIGNAL);
        tally.calls++;
        if (sent > 0) {
            tally.partial += sent < want ? 1 : 0;
            for (int i = next; i < next + sent; i++) {
                tally.took(messages.datagrams(i), messages.bytesOf(i));
            }
            return sent;
        }
        int error = Errno.last();
        if (error == Errno.EINTR || awaitsRoom(error)) {
            return 0;
        }
        if (Errno.noRoom(error)) {
            for (int i = next; i < count; i++) {
                tally.lost(messages.datagrams(i), error);
            }
            return count - next;
        }
        if (messages.datagrams(next) > 1 && segmentationRefusal(error)) {
            return sendApart(next);
        }
        tally.lost(messages.datagrams(next), error);
        return 1;
    }

    /** Whether there was no room in the send buffer, and it has now been waited for. */
    private boolean awaitsRoom(int error) {
        if (!Errno.noRoom(error) || waited >= FULL_BUFFER_WAIT_MS) {
            return false;
        }
        waited++;
        tally.waits++;
        socket.awaitWritable(1);
        return true;
    }

    private int runOfSingles(int from, int count) {
        int to = from;
        while (to < count && messages.datagrams(to) == 1) {
            to++;
        }
        return to - from;
    }

    private boolean segmentationRefusal(int error) {
        boolean forGood = error == Errno.EIO || error == Errno.ENOPROTOOPT || error == Errno.EOPNOTSUPP;
        if (!forGood && error != Errno.EINVAL && error != Errno.EMSGSIZE) {
            return false;
        }
        if (tally.refused == 0 || forGood) {
            LOG.info("UDP {}: the kernel does not segment ({}); {} sent one by one", socket.local(),
                    Errno.text(error), forGood ? "from now on datagrams are" : "such datagrams are");
        }
        tally.refused++;
        tally.lastError = error;
        segmentation &= !forGood;
        return true;
    }

    /** Sends one message's datagrams each by itself. Returns 1, the messages done with. */
    private int sendApart(int message) {
        int pieces = messages.datagrams(message);
        for (int i = 0; i < pieces; i++) {
            messages.copyTo(single, i, message, i);
        }
        int next = 0;
        while (next < pieces) {
            int sent = LibC.sendmmsg(socket.fd(), single.at(next), pieces - next, MSG_DONTWAIT_NOSIGNAL);
            tally.calls++;
            if (sent > 0) {
                next += sent;
                tally.datagrams += sent;
                continue;
            }
            int error = Errno.last();
            if (error != Errno.EINTR && !awaitsRoom(error)) {
                tally.lost(pieces - next, error);
                return 1;
            }
        }
        tally.took(0, messages.bytesOf(message));
        return 1;
    }

    /** Whether messages still go out as one (false once the kernel has refused for good). The batch's thread. */
    public boolean segmentation() {
        return segmentation;
    }

    /** What was done so far; allocates. The batch's thread. */
    public SendCounters counters() {
        return tally.counters();
    }

    /** Drops what waits; the socket is the owner's to close. */
    @Override
    public void close() {
        messages.clear();
    }
}
