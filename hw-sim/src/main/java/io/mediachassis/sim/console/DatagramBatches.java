package io.mediachassis.sim.console;

import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.SocketPoller;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes datagrams of some sockets as they come, many with one call; what the kernel handed over as one (UDP GRO) is cut
 * apart again. One thread.
 */
final class DatagramBatches implements AutoCloseable {
    private static final int BATCH = 32;
    /** The most that the kernel makes one of. */
    private static final int COALESCED = 65_536;

    private final SocketPoller poller;
    private final List<ReceiveBatch> batches = new ArrayList<>();
    private final List<Taker> takers = new ArrayList<>();
    private long datagrams;

    /** Takes a datagram, valid during the call. */
    interface Taker {
        void datagram(ByteBuffer datagram);
    }

    DatagramBatches(int sockets) throws IOException {
        poller = new SocketPoller(sockets);
    }

    void add(UdpSocket socket, Taker taker) throws IOException {
        poller.add(socket, batches.size());
        batches.add(new ReceiveBatch(socket, BATCH, COALESCED));
        takers.add(taker);
    }

    /** Waits up to {@code timeoutMs} and passes on what is there. */
    void take(int timeoutMs) {
        int ready = poller.await(timeoutMs);
        for (int i = 0; i < ready; i++) {
            ReceiveBatch batch = batches.get(poller.number(i));
            Taker taker = takers.get(poller.number(i));
            int count = batch.receive();
            for (int m = 0; m < count; m++) {
                cut(batch.packet(m), batch.segmentBytes(m), taker);
            }
        }
    }

    private void cut(ByteBuffer packet, int segment, Taker taker) {
        int end = packet.limit();
        int step = segment == 0 ? Math.max(1, end) : segment;
        for (int at = 0; at < end; at += step) {
            packet.limit(Math.min(end, at + step)).position(at);
            datagrams++;
            taker.datagram(packet);
        }
    }

    long datagrams() {
        return datagrams;
    }

    @Override
    public void close() {
        poller.close();
    }
}
