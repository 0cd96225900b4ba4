package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;

/** Where a stream is handed over: on the wire, in the playout, and reckoned. Pure. */
public final class StreamPoints {
    private static final long TICKS_PER_US = 27;
    private static final int BITS_PER_PACKET = 8 * 1316;
    /** What a tick, a lead and a burst may have brought forward. */
    private static final int AHEAD_PACKETS = 256;

    private StreamPoints() {}

    static StreamPoint toProto(HandOverPoint point) {
        StreamPoint.Builder message = StreamPoint.newBuilder()
                .setPositionTicks(point.positionTicks())
                .setSequence(point.sequence())
                .setTimestamp(point.timestamp())
                .setPackets(point.packets())
                .setBytes(point.bytes());
        if (point.endTicks() != PlayoutCommand.Play.TO_END) {
            message.setEndTicks(point.endTicks());
        }
        return message.build();
    }

    static HandOverPoint of(StreamPoint message) {
        return new HandOverPoint(
                message.getPositionTicks(),
                message.getSequence() & 0xffff,
                message.getTimestamp(),
                message.getPackets(),
                message.getBytes(),
                message.hasEndTicks() ? message.getEndTicks() : PlayoutCommand.Play.TO_END);
    }

    /**
     * Where a stream goes on whose engine died. Players survive a sequence that jumps ahead and none that goes back, so
     * the numbers go past anything that may have been sent.
     *
     * @param silentNs how long ago it was last heard of
     * @param sentNs how long it may have been sent since
     */
    public static StreamPoint after(StreamRecord stream, long silentNs, long sentNs) {
        StreamPoint last = stream.getPoint();
        long micros = Math.max(0, silentNs / 1000);
        // Twice the mean rate covers what a variable one may have sent.
        long packets = 2 * Math.max(0, sentNs / 1000) * stream.getBitRate() / 1_000_000 / BITS_PER_PACKET + AHEAD_PACKETS;
        return last.toBuilder()
                .setPositionTicks(last.getPositionTicks() + micros * TICKS_PER_US)
                .setTimestamp(last.getTimestamp() + (int) (micros * 9 / 100))
                .setSequence((int) ((last.getSequence() + packets) & 0xffff))
                .build();
    }
}
