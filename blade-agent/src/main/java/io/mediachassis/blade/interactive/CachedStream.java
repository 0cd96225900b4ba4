package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.repair.NackDesk;
import io.mediachassis.blade.repair.NackSettings;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RtxPacket;
import java.nio.ByteBuffer;

/** A stream that is joined: its newest packets, and who was sent which of them again. One thread. */
public final class CachedStream {
    /** Of the memory that telling receivers apart takes, for each packet. */
    private static final int DESK_BYTES = 160;
    private static final int RECEIVERS = 1024;

    private final ServedStream served;
    private final RepairStore store;
    private final NackDesk desk;
    private final Counts<RepairCounter> counts = new Counts<>(RepairCounter.class);
    private final LossLedger losses;
    /** By receiver, as a hash has it: the number of its next retransmission. */
    private final short[] rtxNext = new short[RECEIVERS];
    private long selectedNs;

    CachedStream(
            ServedStream served, int packets, NackDesk.Requesters requesters, long secret,
            Counts<InteractiveCounter> reports, long nowNs) {
        this.served = served;
        this.losses = new LossLedger(served.packetsPerSecond(), reports);
        this.store = new RepairStore(served.ssrc(), packets, ServedStream.PACKET_BYTES);
        this.desk = new NackDesk(
                store, NackSettings.of(served.packetsPerSecond()), requesters, counts, secret);
        this.selectedNs = nowNs;
    }

    /** How many packets are kept of a stream to cover a time: a power of two. */
    static int packets(ServedStream served, long timeNs) {
        long wanted = Math.max(64, served.packetsPerSecond() * timeNs / 1_000_000_000L);
        return (int) Math.min(RepairStore.MAX_PACKETS, Long.highestOneBit(wanted * 2 - 1));
    }

    /** Memory that so many packets take, bytes. */
    static long bytes(int packets) {
        return (long) packets * (ServedStream.PACKET_BYTES + DESK_BYTES);
    }

    public ServedStream served() {
        return served;
    }

    long bytes() {
        return bytes(store.capacity());
    }

    /** The packets; one that is sent again is held. */
    public RepairStore store() {
        return store;
    }

    NackDesk desk() {
        return desk;
    }

    Counts<RepairCounter> counts() {
        return counts;
    }

    /** What its receivers say that they lost. */
    LossLedger losses() {
        return losses;
    }

    boolean put(ByteBuffer packet) {
        return store.put(packet);
    }

    /** Packets that may still be on their way to a receiver: those of a tick, twice. */
    int awaited() {
        return 1 + served.packetsPerSecond() / 25;
    }

    void selected(long nowNs) {
        selectedNs = nowNs;
    }

    long selectedNs() {
        return selectedNs;
    }

    /** SSRC of retransmissions: another one, so that receivers which take them in the stream's session aren't confused. */
    public int rtxSsrc() {
        return RtxPacket.otherSsrc(served.ssrc());
    }

    /** The number of the next retransmission to a receiver. */
    public int nextRtx(long address, int port) {
        long hash = (address << 16 | port) * 0x9E3779B97F4A7C15L;
        int at = (int) (hash >>> 54);
        return rtxNext[at]++ & 0xffff;
    }
}
