package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.trick.TrickPoint;

/** A hand-over's point, on the wire and in the playout. */
final class StreamPoints {
    private StreamPoints() {}

    static StreamPoint toProto(HandOverPoint point) {
        StreamPoint.Builder message = StreamPoint.newBuilder()
                .setPositionTicks(point.positionTicks())
                .setSequence(point.sequence())
                .setTimestamp(point.timestamp())
                .setPackets(point.packets())
                .setBytes(point.bytes())
                .setSpeed(point.speed());
        if (point.endTicks() != PlayoutCommand.Play.TO_END) {
            message.setEndTicks(point.endTicks());
        }
        TrickPoint trick = point.trick();
        if (trick != null) {
            message.setTrick(toProto(trick));
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
                message.hasEndTicks() ? message.getEndTicks() : PlayoutCommand.Play.TO_END,
                message.getSpeed() > 0 ? message.getSpeed() : 1,
                message.hasTrick() ? of(message.getTrick()) : null);
    }

    static io.mediachassis.backplane.proto.TrickPoint toProto(TrickPoint point) {
        io.mediachassis.backplane.proto.TrickPoint.Builder message =
                io.mediachassis.backplane.proto.TrickPoint.newBuilder()
                        .setScale(point.scale())
                        .setClock(point.clock())
                        .setLead(point.lead())
                        .setRest(point.rest())
                        .addAllCounters(point.counters());
        if (point.toTicks() != Long.MAX_VALUE) {
            message.setToTicks(point.toTicks());
        }
        TrickPoint.Stretch stretch = point.stretch();
        if (stretch != null) {
            message.setStretchDts(stretch.dts()).setStretchClock(stretch.clock());
        }
        return message.build();
    }

    private static TrickPoint of(io.mediachassis.backplane.proto.TrickPoint message) {
        return new TrickPoint(
                message.getScale(),
                message.hasToTicks() ? message.getToTicks() : Long.MAX_VALUE,
                message.getClock(),
                message.getLead(),
                message.getCountersList(),
                message.getRest(),
                message.hasStretchDts()
                        ? new TrickPoint.Stretch(message.getStretchDts(), message.getStretchClock())
                        : null);
    }
}
