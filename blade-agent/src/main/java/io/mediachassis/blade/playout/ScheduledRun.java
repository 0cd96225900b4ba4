package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Segments to send by a schedule, each packet with the number that the schedule gives it: packets are counted from each
 * segment's start, {@link #PACKET_BYTES} each and the last of a segment shorter.
 *
 * @param segment the first
 * @param packet the first of its packets to send
 * @param endSegment the first segment not to be sent
 * @param sequence RTP sequence number of what is sent first, 0 to 65535
 * @param timestamp RTP timestamp of program time 0, so that rounding is the same wherever a run begins
 * @param ticks a program time near the first packet's
 * @param dueNs when that is due, by this machine's clock
 * @param notBeforeNs nothing is sent before: another engine may still send the end of the segment in front of it
 * @param marked whether the first packet has the RTP marker: clock and counters break there (RFC 2250 section 2.1)
 * @param opening packets that are sent first, as one packet with a number of its own, at most 7; null: none
 * @param number of the packet that is sent first, over all of its stream; 0 where no order needs it
 * @param order in which the packets leave; null: in theirs
 */
public record ScheduledRun(
        int segment,
        long packet,
        int endSegment,
        int sequence,
        int timestamp,
        long ticks,
        long dueNs,
        long notBeforeNs,
        boolean marked,
        @Nullable ByteBuffer opening,
        long number,
        @Nullable PacketOrder order) {
    /** Media in each packet but the last of a segment. */
    public static final int PACKET_BYTES = DuePackets.PAYLOAD;

    /** Of packets that leave in order. */
    public ScheduledRun(
            int segment, long packet, int endSegment, int sequence, int timestamp, long ticks, long dueNs,
            long notBeforeNs, boolean marked, @Nullable ByteBuffer opening) {
        this(segment, packet, endSegment, sequence, timestamp, ticks, dueNs, notBeforeNs, marked, opening, 0, null);
    }

    public ScheduledRun {
        if (segment < 0 || endSegment <= segment || packet < 0 || sequence < 0 || sequence > 0xffff) {
            throw new IllegalArgumentException("a run from packet " + packet + " of segment " + segment + " up to segment "
                    + endSegment + " with sequence " + sequence + " can't be");
        }
    }
}
