package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.trick.TrickPoint;
import java.util.Locale;

/** A stream as people see it, and as the other blades keep it. Any thread. */
final class StreamReports {
    private StreamReports() {}

    /** For status. */
    static StreamStatus status(SentStream stream, int slot) {
        StreamIdentity identity = stream.identity();
        StreamMetrics.Snapshot m = stream.metrics();
        boolean udp = stream.movable() && identity.getRelayAddress().isEmpty();
        return StreamStatus.newBuilder()
                .setSession(identity.getSession())
                .setProgramId(identity.getProgramId())
                .setEngineSlot(slot)
                .setAnchorSlot(identity.getAnchorSlot())
                .setClient(identity.getClientAddress() + (udp ? ":" + identity.getClientRtpPort() : ""))
                .setTransport(udp ? "RTP/AVP/UDP" : "RTP/AVP/TCP")
                .setState(m.state().name().toLowerCase(Locale.ROOT))
                .setPositionMs(m.positionTicks() / EngineStreams.TICKS_PER_MS)
                .setDurationMs(stream.durationMs())
                .setPackets(m.packets())
                .setBytes(m.bytes())
                .setLatePackets(m.latePackets())
                .setSsrc(identity.getSsrc())
                .setUserAgent(identity.getUserAgent())
                .setScale(stream.scale())
                .setSwappedFromSlot(stream.care().swappedFrom())
                .build();
    }

    /** As the other blades keep it, in case this one dies. */
    static StreamRecord record(SentStream stream) {
        StreamMetrics.Snapshot m = stream.metrics();
        StreamPoint.Builder point = StreamPoint.newBuilder()
                .setPositionTicks(m.positionTicks())
                .setSequence(m.sequence())
                .setTimestamp(m.timestamp())
                .setPackets(m.packets())
                .setBytes(m.bytes())
                .setSpeed(stream.speed());
        TrickPoint trick = stream.trickPoint();
        if (trick != null) {
            point.setTrick(StreamPoints.toProto(trick));
        }
        return StreamRecord.newBuilder()
                .setStream(stream.identity())
                .setPoint(point)
                .setPlaying(stream.alive() && !stream.care().preloaded()
                        && (m.state() == StreamState.PLAYING || m.state() == StreamState.FILLING))
                .setWaiting(stream.care().preloaded())
                .setOrphaned(stream.care().isOrphan())
                .setBitRate(stream.bitRate())
                .setDurationTicks(stream.source().durationTicks())
                .build();
    }
}
