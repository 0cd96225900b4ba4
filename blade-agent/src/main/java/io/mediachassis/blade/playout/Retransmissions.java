package io.mediachassis.blade.playout;

import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.repair.NackSettings;
import io.mediachassis.blade.repair.RateLimit;
import io.mediachassis.blade.repair.RtxPacket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets of a unicast stream again that its console lost and asks for (RFC 4585, RFC 4588). Nothing is kept for
 * it but where each packet's media was: what was sent lately lingers in the pool until its memory is needed. A packet is
 * sent again once in a round trip, and all of them are a quarter of the stream's rate at most, so that whoever asks in a
 * console's name gets little sent to it. The playout thread's; allocates only when made.
 *
 * <p>Who knows retransmissions gets none within a round trip of a packet's sending: GStreamer asks for what does not come
 * at the pace of the packets before, which a sender that works in ticks never keeps, and asks once more for what is really
 * lost. libavformat asks for nothing in vain, and once in 200 ms at most.
 */
final class Retransmissions {
    /** Packets that are remembered, a power of two: more than two seconds at 4 Mbit/s. */
    static final int PACKETS = 1024;

    private static final int SLOTS = PACKETS - 1;
    private static final int RTX_WORD = 0x80 << 24 | RtxPacket.PAYLOAD_TYPE << 16;
    private static final int MARKER = 1 << 23;
    private static final int LEAST_RATE = 100;
    /** Twenty lost in a row, and what else is lost meanwhile. */
    private static final int LEAST_BURST = 40;

    private final LossRepair repair;
    private final Destination.RtpUdp to;
    private final int ssrc;
    private final ChunkPool pool;
    private final MediaSender sender;
    private final PlayoutFigures figures;
    private final RateLimit limit;
    private final long roundTripNs = NackSettings.defaults().roundTripNs();
    // By slot: the packet's first word and timestamp, and where its media is.
    private final int[] words = new int[PACKETS];
    private final int[] timestamps = new int[PACKETS];
    private final @Nullable Path[] files = new @Nullable Path[PACKETS];
    private final long[] offsets = new long[PACKETS];
    private final int[] segments = new int[PACKETS];
    private final int[] at = new int[PACKETS];
    private final int[] lengths = new int[PACKETS];
    private final int[] rests = new int[PACKETS];
    // When it was sent last, and whether that was again.
    private final long[] sentNs = new long[PACKETS];
    private final boolean[] again = new boolean[PACKETS];
    private int rtxSequence;

    private Retransmissions(StreamSpec spec, Destination.RtpUdp to, int rate, ChunkPool pool, MediaSender sender,
            PlayoutFigures figures) {
        this.repair = to.repair();
        this.to = to;
        this.ssrc = spec.ssrc();
        this.pool = pool;
        this.sender = sender;
        this.figures = figures;
        this.limit = new RateLimit(rate, Math.max(LEAST_BURST, rate / 4));
        this.rtxSequence = ~spec.firstSequence() & 0xffff;
    }

    /** Those of a stream; null where its console is sent nothing again. */
    static @Nullable Retransmissions of(
            StreamSpec spec, ChunkPool pool, MediaSender sender, PlayoutFigures figures) {
        if (!(spec.destination() instanceof Destination.RtpUdp to) || to.repair() == LossRepair.NONE) {
            return null;
        }
        PlayoutSegment segment = spec.source().segment(0);
        long ticks = Math.max(1, segment.timeLine().endTicks() - segment.timeLine().startTicks());
        double packetsPerSecond = (double) segment.length() / DuePackets.PAYLOAD * TimeLine.TICKS_PER_SECOND / ticks;
        return new Retransmissions(
                spec, to, (int) Math.max(LEAST_RATE, Math.min(1_000_000, packetsPerSecond / 4)), pool, sender, figures);
    }

    /** A packet was sent. Its second piece, where it has one, is the start of the chunk behind. */
    void sent(int word, int timestamp, MediaChunk first, int offset, int length, int rest, long nowNs) {
        int slot = word & SLOTS;
        words[slot] = word;
        timestamps[slot] = timestamp;
        files[slot] = first.file();
        offsets[slot] = first.offset();
        segments[slot] = first.segment();
        at[slot] = offset;
        lengths[slot] = length;
        rests[slot] = rest;
        sentNs[slot] = nowNs;
        again[slot] = false;
    }

    /** Its console asks for a packet: 0 to 65535. */
    void again(int sequence, long nowNs) {
        int slot = sequence & SLOTS;
        Path file = files[slot];
        if (file == null || (words[slot] & 0xffff) != sequence) {
            figures.count(PlayoutCounter.RESEND_GONE);
        } else if ((again[slot] || repair == LossRepair.RETRANSMISSION) && nowNs - sentNs[slot] < roundTripNs) {
            figures.count(PlayoutCounter.RESEND_DAMPED);
        } else if (!limit.take(nowNs)) {
            figures.count(PlayoutCounter.RESEND_OVER_BUDGET);
        } else if (send(slot, file, again[slot] || repair == LossRepair.PLAIN)) {
            sentNs[slot] = nowNs;
            again[slot] = true;
            figures.count(PlayoutCounter.RESENT);
        } else {
            figures.count(PlayoutCounter.RESEND_GONE);
        }
    }

    private boolean send(int slot, Path file, boolean plain) {
        MediaChunk first = pool.recall(file, offsets[slot], segments[slot]);
        MediaChunk second = rests[slot] == 0 ? null : pool.recall(file, offsets[slot] + pool.chunkBytes(), segments[slot]);
        boolean there = first != null && (second != null || rests[slot] == 0);
        if (first != null && there) {
            begin(slot, plain);
            sender.media(first, at[slot], lengths[slot]);
            if (second != null) {
                sender.media(second, 0, rests[slot]);
            }
            sender.end();
        }
        // They stay as they are until the flush.
        if (first != null) {
            pool.retire(first);
        }
        if (second != null) {
            pool.retire(second);
        }
        return there;
    }

    private void begin(int slot, boolean plain) {
        sender.begin(to);
        if (plain) {
            sender.header(words[slot], timestamps[slot], ssrc);
        } else {
            int word = RTX_WORD | (words[slot] & MARKER) | rtxSequence;
            rtxSequence = (rtxSequence + 1) & 0xffff;
            sender.retransmission(word, timestamps[slot], RtxPacket.otherSsrc(ssrc), words[slot] & 0xffff);
        }
    }
}
