package io.mediachassis.blade.locate;

import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.os.UdpSocket;
import java.nio.ByteBuffer;

/**
 * A place in the request queue: datagrams as one system call received them, and memory for what goes back. Belongs to the
 * socket thread until it is filled, then to a request thread, which gives it back empty; so nothing is copied between
 * them.
 */
final class RequestBatch implements AutoCloseable {
    /** Datagrams. */
    static final int CAPACITY = 32;

    private static final int DATAGRAM_BYTES = 1408;
    private static final int OUT_BYTES = CAPACITY * DATAGRAM_BYTES;

    private final ReceiveBatch requests;
    private final SendBatch replies;
    private final AlignedBuffer memory = new AlignedBuffer(OUT_BYTES);
    private final ByteBuffer out = memory.view(0, OUT_BYTES);
    private int used;
    private int received;

    RequestBatch(UdpSocket socket) {
        requests = new ReceiveBatch(socket, CAPACITY, DATAGRAM_BYTES);
        replies = new SendBatch(socket, CAPACITY, false);
    }

    /** Takes what is there without waiting; false when nothing is. */
    boolean receive() {
        received = requests.receive();
        return received > 0;
    }

    boolean await(int timeoutMs) {
        return requests.await(timeoutMs);
    }

    int received() {
        return received;
    }

    Ipv4Endpoint asker(int i) {
        return requests.source(i);
    }

    /** Copies a request. Returns its length; one that was longer than a request may be has {@link #DATAGRAM_BYTES}. */
    int request(int i, byte[] to) {
        ByteBuffer packet = requests.packet(i);
        int length = Math.min(packet.remaining(), to.length);
        packet.get(0, to, 0, length);
        return length;
    }

    /** Has a datagram sent with the next {@link #flush} at the latest. */
    void send(Ipv4Endpoint to, byte[] bytes, int length) {
        if (used + length > OUT_BYTES || replies.pending() == CAPACITY) {
            flush();
        }
        out.put(used, bytes, 0, length);
        replies.begin(to, 0);
        replies.plain(memory.address() + used, length);
        replies.end();
        used += length;
    }

    void flush() {
        replies.flush();
        used = 0;
    }

    /** Datagrams since the start that the system did not take. */
    long lost() {
        SendCounters counters = replies.counters();
        return counters.dropped() + counters.failed();
    }

    @Override
    public void close() {
        replies.close();
        memory.close();
    }
}
