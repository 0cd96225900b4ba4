package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.TrickPoint;
import org.jspecify.annotations.Nullable;

/**
 * Where one engine's sending of a stream ends and another's begins: what has to go on unbroken for the console to notice
 * nothing (seed 002 claim 17).
 *
 * @param positionTicks program time of the next packet
 * @param sequence RTP sequence number of the next packet, 0 to 65535
 * @param timestamp RTP timestamp of {@code positionTicks}
 * @param packets RTP packets sent so far, for the sender reports
 * @param bytes their payload
 * @param endTicks program time of the first packet that is not to be sent, {@link PlayoutCommand.Play#TO_END} for none
 * @param speed of delivery (RFC 2326 section 12.35), more than 0
 * @param trick how it goes on at another scale than 1; null at that
 */
public record HandOverPoint(
        long positionTicks, int sequence, int timestamp, long packets, long bytes, long endTicks, double speed,
        @Nullable TrickPoint trick) {
    /** In normal play. */
    public HandOverPoint(long positionTicks, int sequence, int timestamp, long packets, long bytes, long endTicks) {
        this(positionTicks, sequence, timestamp, packets, bytes, endTicks, 1, null);
    }

    public HandOverPoint {
        if (sequence < 0 || sequence > 0xffff) {
            throw new IllegalArgumentException("RTP sequence must be 0 to 65535, is " + sequence);
        }
    }
}
