package io.mediachassis.backplane.registry;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingChanges;
import io.mediachassis.backplane.proto.LeaveRequest;
import io.mediachassis.backplane.proto.MendedHolding;
import io.mediachassis.backplane.proto.PicturePage;
import io.mediachassis.backplane.proto.RegistryReply;
import io.mediachassis.backplane.proto.RegistryReport;
import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import java.util.HexFormat;

/** Reports and replies as they go over links, and back. What comes in is checked by the values' own rules. */
public final class RegistryMessages {
    private RegistryMessages() {}

    public static RegistryReport toProto(StationReport report) {
        RegistryReport.Builder message = RegistryReport.newBuilder()
                .setStation(report.station())
                .setTerm(report.term().toProto())
                .setSequence(report.sequence());
        // One of the three.
        if (report.body() instanceof Changes changes) {
            HoldingChanges.Builder body = message.getChangesBuilder();
            changes.changes().forEach(change -> body.addChanges(toProto(change)));
        } else if (report.body() instanceof Page page) {
            PicturePage.Builder body =
                    message.getPageBuilder().setAfter(page.after()).setThrough(page.through());
            page.holdings().forEach(holding -> body.addHoldings(toProto(holding)));
        } else if (report.body() instanceof Leave leave) {
            message.setLeave(LeaveRequest.newBuilder()
                    .setProgramId(leave.program())
                    .setManifestHash(bytes(leave.manifest()))
                    .addAllRanges(leave.segments().pairs()));
        }
        return message.build();
    }

    /**
     * A report as it came.
     *
     * @throws IllegalArgumentException when it is no report that could be
     */
    public static StationReport of(RegistryReport message) {
        StationReport.Body body = switch (message.getBodyCase()) {
            case CHANGES -> new Changes(message.getChanges().getChangesList().stream()
                    .map(RegistryMessages::of)
                    .toList());
            case PAGE -> new Page(
                    message.getPage().getAfter(),
                    message.getPage().getThrough(),
                    message.getPage().getHoldingsList().stream()
                            .map(RegistryMessages::of)
                            .toList());
            case LEAVE -> new Leave(
                    message.getLeave().getProgramId(),
                    hex(message.getLeave().getManifestHash()),
                    SegmentRanges.ofPairs(message.getLeave().getRangesList()));
            case BODY_NOT_SET -> throw new IllegalArgumentException("a report that says nothing that is known here");
        };
        return new StationReport(message.getStation(), Term.of(message.getTerm()), message.getSequence(), body);
    }

    public static RegistryReply toProto(ReportReply reply) {
        RegistryReply.Builder message = RegistryReply.newBuilder()
                .setOutcome(RegistryReply.Outcome.valueOf(reply.outcome().name()))
                .setTerm(reply.term().toProto())
                .setSequence(reply.sequence())
                .addAllGrantedRanges(reply.granted().pairs())
                .setText(reply.text());
        reply.mended().forEach(mended -> message.addMended(MendedHolding.newBuilder()
                .setProgramId(mended.program())
                .addAllAddedRanges(mended.added().pairs())
                .addAllRemovedRanges(mended.removed().pairs())));
        reply.leaving().forEach(holding -> message.addLeaving(toProto(holding)));
        return message.build();
    }

    /**
     * A reply as it came.
     *
     * @throws IllegalArgumentException when it is no reply that could be
     */
    public static ReportReply of(RegistryReply message) {
        Outcome outcome = switch (message.getOutcome()) {
            case APPLIED -> Outcome.APPLIED;
            case KNOWN -> Outcome.KNOWN;
            case RECONCILE -> Outcome.RECONCILE;
            case SUPERSEDED -> Outcome.SUPERSEDED;
            case UNAVAILABLE -> Outcome.UNAVAILABLE;
            case REFUSED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.REFUSED;
        };
        return new ReportReply(
                outcome,
                Term.of(message.getTerm()),
                message.getSequence(),
                SegmentRanges.ofPairs(message.getGrantedRangesList()),
                message.getMendedList().stream()
                        .map(mended -> new Mended(
                                mended.getProgramId(),
                                SegmentRanges.ofPairs(mended.getAddedRangesList()),
                                SegmentRanges.ofPairs(mended.getRemovedRangesList())))
                        .toList(),
                message.getLeavingList().stream().map(RegistryMessages::of).toList(),
                message.getText());
    }

    private static io.mediachassis.backplane.proto.HoldingChange toProto(HoldingChange change) {
        return io.mediachassis.backplane.proto.HoldingChange.newBuilder()
                .setProgramId(change.program())
                .setManifestHash(bytes(change.manifest()))
                .setSegmentsTotal(change.total())
                .addAllAddedRanges(change.added().pairs())
                .addAllRemovedRanges(change.removed().pairs())
                .addAllKeptRanges(change.kept().pairs())
                .build();
    }

    private static HoldingChange of(io.mediachassis.backplane.proto.HoldingChange message) {
        return new HoldingChange(
                message.getProgramId(),
                hex(message.getManifestHash()),
                message.getSegmentsTotal(),
                SegmentRanges.ofPairs(message.getAddedRangesList()),
                SegmentRanges.ofPairs(message.getRemovedRangesList()),
                SegmentRanges.ofPairs(message.getKeptRangesList()));
    }

    private static io.mediachassis.backplane.proto.StationHolding toProto(StationHolding holding) {
        return io.mediachassis.backplane.proto.StationHolding.newBuilder()
                .setProgramId(holding.program())
                .setManifestHash(bytes(holding.manifest()))
                .setSegmentsTotal(holding.total())
                .addAllSegmentRanges(holding.segments().pairs())
                .build();
    }

    private static StationHolding of(io.mediachassis.backplane.proto.StationHolding message) {
        return new StationHolding(
                message.getProgramId(),
                hex(message.getManifestHash()),
                message.getSegmentsTotal(),
                SegmentRanges.ofPairs(message.getSegmentRangesList()));
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
