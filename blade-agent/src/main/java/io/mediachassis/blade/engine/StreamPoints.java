package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;

/** A hand-over's point, on the wire and in the playout. */
final class StreamPoints {
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
}
