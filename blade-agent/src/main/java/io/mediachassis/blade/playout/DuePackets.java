package io.mediachassis.blade.playout;

import org.jspecify.annotations.Nullable;

/**
 * Sends what of a stream is due, 7 transport packets to an RTP packet (RFC 2250), with one unbroken line of sequence
 * numbers; counts what a tick sent and how late it was. The playout thread's; allocates nothing.
 */
final class DuePackets {
    /** Bytes of transport packets in one RTP packet. */
    static final int PAYLOAD = 7 * PlayoutSegment.TS_PACKET;

    // RTP version 2 and payload type 33, MP2T (RFC 3551).
    private static final int RTP_WORD = 0x80 << 24 | 33 << 16;
    private static final int MARKER = 1 << 23;
    // A stream that catches up leaves the others their turn.
    private static final int PACKETS_PER_TICK = 256;

    private final StreamPlace place;
    private final StreamClock clock;
    private final PacketOutput output;
    private final int ssrc;
    private final long leadNs;
    private final int chunkBytes;
    private final @Nullable Retransmissions again;
    private int sequence;
    private boolean mark;
    // Of the tick that is being worked.
    private long nowNs;
    private long startedNs;
    private int sentPackets;
    private long sentBytes;
    private int latePackets;
    private long firstNs;
    private long worstNs;
    private boolean starved;
    private boolean held;

    /**
     * Starts at the stream's first number.
     *
     * @param leadNs how far ahead of its time a packet is to leave
     * @param again hears what is sent; null: nobody needs to
     */
    DuePackets(StreamPlace place, StreamClock clock, PacketOutput output, StreamSpec spec, long leadNs, int chunkBytes,
            @Nullable Retransmissions again) {
        this.place = place;
        this.clock = clock;
        this.output = output;
        this.ssrc = spec.ssrc();
        this.leadNs = leadNs;
        this.chunkBytes = chunkBytes;
        this.again = again;
        this.sequence = spec.firstSequence();
    }

    int sequence() {
        return sequence;
    }

    /** The next packet's number is another engine's next one. */
    void continueFrom(int nextSequence) {
        sequence = nextSequence;
        mark = false;
    }

    /** Where the arrival times have a gap, the next packet is marked (RFC 2250 section 2.1). */
    void markNext(boolean gap) {
        mark = gap;
    }

    /** A new tick. What the burst at the start brings forward was due when the stream started, not before. */
    void beginTick(long tickNs, long streamStartedNs) {
        nowNs = tickNs;
        startedNs = streamStartedNs;
        sentPackets = 0;
        sentBytes = 0;
        latePackets = 0;
        firstNs = 0;
        worstNs = 0;
        starved = false;
        held = false;
    }

    int sentPackets() {
        return sentPackets;
    }

    long sentBytes() {
        return sentBytes;
    }

    int latePackets() {
        return latePackets;
    }

    /** How late the tick's first packet was, negative for early. */
    long firstLateNs() {
        return firstNs;
    }

    /** How late its latest packet was. */
    long worstLateNs() {
        return worstNs;
    }

    /** The segment that comes next is due and not there. */
    void starve() {
        starved = true;
    }

    /** Whether media was due and not there. */
    boolean starved() {
        return starved;
    }

    /** Whether the connection could not take more. */
    boolean held() {
        return held;
    }

    /** Whether the tick's turn is not over. */
    boolean mayMore() {
        return sentPackets < PACKETS_PER_TICK;
    }

    /**
     * Sends a packet with a number of its own, which leaves the line of numbers as it is.
     *
     * @param ticks program time that its timestamp tells
     * @param dueTicks program time at which it is to leave
     * @return false when it can't be taken now
     */
    boolean send(int number, boolean marked, long ticks, long dueTicks, MediaChunk chunk, int at, int length) {
        int word = RTP_WORD | (marked ? MARKER : 0) | number;
        if (!output.packet(word, clock.timestamp(ticks), ssrc, chunk, at, length, null, 0)) {
            held = true;
            return false;
        }
        sent(dueTicks, length);
        return true;
    }

    /** Sends what has to come first at this place. Returns false when the connection is full. */
    boolean sendPreamble() {
        Preamble preamble = place.preamble();
        MediaChunk page = preamble.ready();
        int length = preamble.length();
        if (page != null && length > 0 && !emit(place.ticks(), page, 0, length, null, 0)) {
            return false;
        }
        preamble.release();
        return true;
    }

    /**
     * Sends of the current segment what is due.
     *
     * @param target up to which time
     * @param end offset in the segment at which sending ends
     * @return whether all up to the end is sent
     */
    boolean sendSegment(long target, long end) {
        SourceCursor cursor = place.cursor();
        TimeLine line = cursor.current().timeLine();
        long due = Math.min(end, line.offsetAt(target));
        while (cursor.offset() < due) {
            if (sentPackets >= PACKETS_PER_TICK || !sendNext(cursor, end)) {
                return false;
            }
        }
        return cursor.offset() >= end;
    }

    private boolean sendNext(SourceCursor cursor, long end) {
        int size = (int) Math.min(PAYLOAD, end - cursor.offset());
        int at = place.offsetInChunk();
        int here = Math.min(size, chunkBytes - at);
        MediaChunk first = place.first();
        MediaChunk second = here < size ? place.second() : null;
        if (first == null || (here < size && second == null)) {
            starved = true;
            return false;
        }
        if (!emit(cursor.ticks(), first, at, here, second, size - here)) {
            return false;
        }
        place.advance(size);
        return true;
    }

    private boolean emit(long ticks, MediaChunk first, int at, int length, @Nullable MediaChunk second, int rest) {
        int word = RTP_WORD | (mark ? MARKER : 0) | sequence;
        int timestamp = clock.timestamp(ticks);
        if (!output.packet(word, timestamp, ssrc, first, at, length, second, rest)) {
            held = true;
            return false;
        }
        if (again != null) {
            again.sent(word, timestamp, first, at, length, rest, nowNs);
        }
        mark = false;
        sequence = (sequence + 1) & 0xffff;
        sent(ticks, length + rest);
        return true;
    }

    private void sent(long ticks, int bytes) {
        long lateNs = Math.min(nowNs - (clock.dueNs(ticks) - leadNs), nowNs - startedNs);
        if (sentPackets == 0) {
            firstNs = lateNs;
        }
        sentPackets++;
        sentBytes += bytes;
        worstNs = Math.max(worstNs, lateNs);
        if (lateNs > StreamMetrics.LATE_NS) {
            latePackets++;
        }
    }
}
