package io.mediachassis.controller.headend.registry.server;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.StationCopies;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import java.util.HexFormat;

/** Look-ups' answers as they go over links. Pure. */
final class Answers {
    private Answers() {}

    static WhereReply.Builder where(Locations found) {
        WhereReply.Builder reply = WhereReply.newBuilder();
        found.sources().forEach(row -> reply.addSources(copies(row)));
        found.silent().forEach(row -> reply.addSilent(copies(row)));
        return reply;
    }

    static WhereReply.Builder unknown(Throwable error) {
        return WhereReply.newBuilder().setUnavailable(true).setText(String.valueOf(error.getMessage()));
    }

    private static StationCopies copies(HoldingRow row) {
        return StationCopies.newBuilder()
                .setStation(row.station())
                .setManifestHash(ByteString.copyFrom(HexFormat.of().parseHex(row.manifest())))
                .setSegmentsTotal(row.total())
                .addAllSegmentRanges(row.copies().pairs())
                .build();
    }
}
