package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.repair.RtxPacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sends repairs, many with one system call. That of the interactive server's thread. */
final class RepairSender implements InteractiveServer.Sender, AutoCloseable {
    private static final int WAITING = 64;
    private static final int SLOT = ServedStream.PACKET_BYTES + RtxPacket.OVERHEAD;

    private final SendBatch consoles;
    private final SendBatch groups;
    private final int sourceAddress;
    private final int payloadType;
    private final Counts<InteractiveCounter> counts;
    private final AlignedBuffer memory = new AlignedBuffer(WAITING * SLOT);
    private final ByteBuffer packets = memory.view(0, WAITING * SLOT).order(ByteOrder.BIG_ENDIAN);
    private int waiting;

    /**
     * @param consoles from the feedback port, room for 64 messages or more
     * @param groups by the interface of multicast, the same
     * @param sourceAddress the station address, big-endian
     * @param payloadType of retransmissions
     */
    RepairSender(
            SendBatch consoles, SendBatch groups, int sourceAddress, int payloadType, Counts<InteractiveCounter> counts) {
        this.consoles = consoles;
        this.groups = groups;
        this.sourceAddress = sourceAddress;
        this.payloadType = payloadType;
        this.counts = counts;
    }

    @Override
    public void unicast(CachedStream stream, int to, int port, int sequence, boolean plain) {
        int at = room();
        ByteBuffer from = stream.store().memory();
        int offset = stream.store().offset(sequence);
        int length = stream.store().length(sequence);
        int bytes = plain ? plain(from, offset, length, at) : RtxPacket.write(
                from, offset, length, payloadType, stream.nextRtx(Integer.toUnsignedLong(to), port), stream.rtxSsrc(),
                packets.limit(at + SLOT).position(at));
        send(consoles, new Ipv4Endpoint(to, port), at, bytes);
    }

    @Override
    public void multicast(CachedStream stream, int sequence) {
        int at = room();
        int bytes = plain(stream.store().memory(), stream.store().offset(sequence), stream.store().length(sequence), at);
        send(groups, new Ipv4Endpoint(stream.served().group(), stream.served().port()), at, bytes);
    }

    private int plain(ByteBuffer from, int offset, int length, int at) {
        packets.put(at, from, offset, length);
        return length;
    }

    private int room() {
        if (waiting == WAITING) {
            flush();
        }
        packets.clear();
        return waiting++ * SLOT;
    }

    private void send(SendBatch batch, Ipv4Endpoint to, int at, int bytes) {
        if (bytes > 0) {
            batch.begin(to, sourceAddress);
            batch.plain(memory.address() + at, bytes);
            batch.end();
            counts.add(InteractiveCounter.SENT_BYTES, bytes);
        }
    }

    /** Sends what waits. */
    void flush() {
        consoles.flush();
        groups.flush();
        waiting = 0;
    }

    @Override
    public void close() {
        memory.close();
    }
}
