package io.mediachassis.blade.obtain;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.SegmentSourceReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.PathMeasure;
import io.mediachassis.backplane.source.SourceCandidate;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.List;
import java.util.Optional;

/** What tests say of stations, here and elsewhere. */
final class FarStation {
    static final String HASH = "ab".repeat(32);
    /** Of another program by the same id. */
    static final String OTHER = "cd".repeat(32);
    static final String ADDRESS = "192.0.2.100:7404";
    static final long SECOND = 1_000_000_000L;

    private FarStation() {}

    /** Where engines of stations are, all in one net. */
    static String url(String station, int engine) {
        return "http://192.0.2.2" + Math.floorMod(station.hashCode(), 10) + ":800" + engine + "/";
    }

    /** A station that the registry names with all of a program. */
    static Offer offer(String station, int total, double load) {
        return offer(station, total, load, SegmentRanges.upTo(total));
    }

    /** One over a way that was slow lately. */
    static Offer slow(String station, int total) {
        PathMeasure way = new PathMeasure(100_000, SECOND / 10, 0, 5);
        return new Offer(new SourceCandidate(station, false, 0, 0, Optional.of(way)), ADDRESS, List.of(), HASH, total, SegmentRanges.upTo(total));
    }

    /** The home station, which holds all of another program by that id, or of the same one. */
    static Offer home(String manifest, int total) {
        return new Offer(new SourceCandidate("home", true, 9000, 0.9, Optional.empty()), ADDRESS, List.of(), manifest, total,
                SegmentRanges.upTo(total));
    }

    static Offer offer(String station, int total, double load, SegmentRanges held) {
        return new Offer(new SourceCandidate(station, false, 0, load, Optional.empty()), ADDRESS, List.of(), HASH, total, held);
    }

    /** Its director's answer: two engines give all. */
    static SegmentSourceReply found(String station, int total) {
        SegmentSourceReply.Builder reply = SegmentSourceReply.newBuilder()
                .setOutcome(Outcome.FOUND)
                .setManifestHash(ByteString.fromHex(HASH))
                .setSegmentsTotal(total)
                .setBytes(1000L * total);
        for (int engine = 1; engine <= 2; engine++) {
            reply.addSources(SegmentSource.newBuilder()
                    .setHttpUrl(url(station, engine))
                    .addSegmentRanges(0).addSegmentRanges(total - 1));
        }
        return reply.build();
    }

    static SegmentSourceReply answer(Outcome outcome) {
        return SegmentSourceReply.newBuilder().setOutcome(outcome).setRetryAfterMs(3000).build();
    }

    /** Empty engines 1 to count. */
    static SegmentLocationTable engines(int count) {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int slot = 1; slot <= count; slot++) {
            table = table.withReachable(slot, true).withLoad(slot, LoadReport.newBuilder()
                    .setInService(true)
                    .setDiskFreeBytes(1 << 30)
                    .setDiskTotalBytes(1 << 30)
                    .build());
        }
        return table;
    }

    /** What one engine holds of a program, and what is on its way to it. */
    static SegmentLocationTable holds(
            SegmentLocationTable table, int slot, String program, int total, SegmentRanges held, Integer... arriving) {
        return table.withHoldings(slot, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId(program)
                        .setBytes(1000L * total)
                        .setSegmentsTotal(total)
                        .setManifestHash(ByteString.fromHex(HASH))
                        .addAllSegmentRanges(held.pairs())
                        .addAllArrivingSegments(List.of(arriving)))
                .build());
    }
}
