package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.proto.KeptStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.blade.engine.StreamPoints;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is left of a stream for this blade's next agent, and where it goes on from there. Pure. */
final class Mementos {
    /** Numbers that jump further would be taken for older ones (RFC 3550 appendix A.1). */
    private static final long PACKETS_AHEAD = 1 << 14;
    private static final long BITS_PER_PACKET = 8 * 1316;

    private Mementos() {}

    /**
     * The stream as it is now.
     *
     * @param paused where it stands; null while it plays
     * @param own as this blade's engine sends it, if it does
     */
    static byte[] of(
            StreamIdentity identity, @Nullable StreamPoint paused, Optional<StreamRecord> own, int serverRtpPort,
            long nowNs) {
        KeptStream.Builder kept = KeptStream.newBuilder().setServerRtpPort(serverRtpPort);
        StreamRecord.Builder record = StreamRecord.newBuilder().setStream(identity).setPlaying(paused == null);
        if (paused != null) {
            record.setPoint(paused);
        } else if (own.isPresent() && own.get().getPlaying()) {
            record = own.get().toBuilder();
            kept.setAtNs(nowNs);
        }
        return kept.setRecord(record).build().toByteArray();
    }

    /** Where it goes on at a time; empty when that can't be known, or its program is over. */
    static Optional<StreamPoint> pointAt(KeptStream kept, long nowNs) {
        StreamRecord record = kept.getRecord();
        if (!record.hasPoint()) {
            return Optional.empty();
        }
        if (!record.getPlaying()) {
            return Optional.of(record.getPoint());
        }
        long silentNs = Math.max(0, nowNs - kept.getAtNs());
        // It may have been handed over after this was written down, and sent by another engine that is gone by now.
        long mostNs = (long) (1e9 * PACKETS_AHEAD * BITS_PER_PACKET
                / Math.max(1, 2 * record.getBitRate() * Math.max(1, record.getPoint().getSpeed())));
        StreamPoint point = StreamPoints.after(record, silentNs, Math.min(silentNs, mostNs));
        return point.getPositionTicks() < record.getDurationTicks() ? Optional.of(point) : Optional.empty();
    }
}
