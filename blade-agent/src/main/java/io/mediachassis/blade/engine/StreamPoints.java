package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.trick.TrickPoint;

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
        double speed = last.getSpeed() > 0 ? last.getSpeed() : 1;
        double pace = last.hasTrick() ? speed * last.getTrick().getScale() : speed;
        // Twice the mean rate covers what a variable one may have sent.
        double bits = 2 * speed * Math.max(0, sentNs / 1000) * stream.getBitRate() / 1_000_000;
        long packets = (long) (bits / BITS_PER_PACKET) + AHEAD_PACKETS;
        StreamPoint.Builder point = last.toBuilder()
                .setPositionTicks(Math.max(0, last.getPositionTicks() + (long) (micros * TICKS_PER_US * pace)))
                .setTimestamp(last.getTimestamp() + (int) (long) (micros * speed * 9 / 100))
                .setSequence((int) ((last.getSequence() + packets) & 0xffff));
        if (last.hasTrick()) {
            // What was sent meanwhile is unknown, so no counter goes on.
            point.setTrick(last.getTrick().toBuilder()
                    .setClock(last.getTrick().getClock() + (long) (micros * TICKS_PER_US * speed))
                    .clearCounters()
                    .clearStretchDts());
        }
        return point.build();
    }
}
