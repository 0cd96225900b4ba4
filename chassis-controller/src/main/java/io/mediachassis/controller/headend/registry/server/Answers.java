package io.mediachassis.controller.headend.registry.server;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.StationCopies;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import java.util.HexFormat;

/** Look-ups' answers as they go over links, with what the asking station chooses by. Any thread. */
final class Answers {
    private final RegistrySettings settings;
    private final StationFacts facts;

    Answers(RegistrySettings settings, StationFacts facts) {
        this.settings = settings;
        this.facts = facts;
    }

    WhereReply.Builder where(Locations found, String asker, long nowNs) {
        WhereReply.Builder reply = WhereReply.newBuilder();
        found.sources().forEach(row -> reply.addSources(copies(row, asker, nowNs)));
        found.silent().forEach(row -> reply.addSilent(copies(row, asker, nowNs)));
        return reply;
    }

    static WhereReply.Builder unknown(Throwable error) {
        return WhereReply.newBuilder().setUnavailable(true).setText(String.valueOf(error.getMessage()));
    }

    private StationCopies copies(HoldingRow row, String asker, long nowNs) {
        return StationCopies.newBuilder()
                .setStation(row.station())
                .setManifestHash(ByteString.copyFrom(HexFormat.of().parseHex(row.manifest())))
                .setSegmentsTotal(row.total())
                .addAllSegmentRanges(row.copies().pairs())
                .setLoad(facts.of(row.station(), nowNs).map(StationFacts.Fact::load).orElse(0.0))
                .setDistanceKm(settings.distances().km(row.station(), asker))
                .setHome(row.station().equals(settings.station()))
                .build();
    }
}
