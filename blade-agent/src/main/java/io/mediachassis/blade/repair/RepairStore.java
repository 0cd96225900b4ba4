package io.mediachassis.blade.repair;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The last packets of one RTP stream, found by sequence number, in memory that is taken once. One thread; allocates
 * only when made.
 */
public final class RepairStore {
    /** Most that half the sequence numbers leave room for. */
    public static final int MAX_PACKETS = 0x4000;

    private static final int HEADER = 12;
    private static final long EMPTY = -1;

    private final int ssrc;
    private final int mask;
    private final int slotBytes;
    private final ByteBuffer memory;
    private final long[] places;
    private final int[] lengths;
    private final SequenceLine line = new SequenceLine();
    /** Number of the packet before, where that was older than everything kept; -1 for none. */
    private int stray = -1;

    /** What is known of a sequence number. */
    public enum Holding {
        /** Kept. */
        HELD,
        /** Ahead of everything that was seen. */
        NEVER_SENT,
        /** Was or may have been sent, too long ago. */
        GONE,
        /** Recent, but it did not come here. */
        MISSED
    }

    /**
     * @param ssrc of the stream
     * @param packets kept at most, a power of two up to {@link #MAX_PACKETS}
     * @param packetBytes of an RTP packet at most
     */
    public RepairStore(int ssrc, int packets, int packetBytes) {
        if (packets < 2 || packets > MAX_PACKETS || Integer.bitCount(packets) != 1) {
            throw new IllegalArgumentException(
                    "a repair store has a power of two of packets, 2 to " + MAX_PACKETS + ", not " + packets);
        }
        this.ssrc = ssrc;
        this.mask = packets - 1;
        this.slotBytes = packetBytes;
        memory = ByteBuffer.allocateDirect(packets * packetBytes);
        places = new long[packets];
        lengths = new int[packets];
        Arrays.fill(places, EMPTY);
    }

    /** Of the stream that is kept. */
    public int ssrc() {
        return ssrc;
    }

    /** Packets that it has room for. */
    public int capacity() {
        return mask + 1;
    }

    /**
     * Keeps a packet (position to limit, left as they are).
     *
     * @return false for what is no RTP packet of this stream, is too long, or older than everything kept
     */
    public boolean put(ByteBuffer packet) {
        int at = packet.position();
        int length = packet.remaining();
        if (length < HEADER || length > slotBytes || (packet.get(at) & 0xc0) != 0x80 || packet.getInt(at + 8) != ssrc) {
            return false;
        }
        int sequence = packet.getShort(at + 2) & 0xffff;
        long place = line.place(sequence);
        if (place <= line.highest() - capacity()) {
            int before = stray;
            stray = sequence;
            // Two near one another (interleaved ones are not next to one another): the sender began another line of
            // numbers (RFC 3550 appendix A.1).
            if (before < 0 || Math.abs((short) (sequence - before)) >= capacity()) {
                return false;
            }
            line.restart();
            Arrays.fill(places, EMPTY);
            place = line.place(sequence);
        }
        stray = -1;
        line.seen(place);
        int slot = sequence & mask;
        places[slot] = place;
        lengths[slot] = length;
        memory.put(slot * slotBytes, packet, at, length);
        return true;
    }

    /** What is known of a number. */
    public Holding holding(int sequence) {
        if (!line.started()) {
            return Holding.NEVER_SENT;
        }
        long place = line.place(sequence);
        if (place > line.highest()) {
            return Holding.NEVER_SENT;
        }
        if (place <= line.highest() - capacity()) {
            return Holding.GONE;
        }
        return places[sequence & mask] == place ? Holding.HELD : Holding.MISSED;
    }

    /** Where on a line that never wraps a number stands; tells a packet from those of other turns. */
    long place(int sequence) {
        return line.place(sequence);
    }

    /** The number of the newest packet; -1 before the first. */
    public int newest() {
        return line.started() ? (int) (line.highest() & 0xffff) : -1;
    }

    /** How many packets a number is behind the newest that was seen; negative: ahead of it. */
    public long behind(int sequence) {
        return line.highest() - line.place(sequence);
    }

    /** All packets; one that is held has {@link #length} bytes from {@link #offset}. Overwritten by later packets. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Of a packet that is held. */
    public int offset(int sequence) {
        return (sequence & mask) * slotBytes;
    }

    /** Of a packet that is held. */
    public int length(int sequence) {
        return lengths[sequence & mask];
    }
}
