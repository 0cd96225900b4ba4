package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.term.Term;
import java.util.List;

/** What is to be done for an {@link ReportOutbox}, in the order given. */
public sealed interface OutboxAction {
    /** Put it on the disk, then say {@link ReportOutbox#kept}. */
    record Keep(StationReport report) implements OutboxAction {}

    /** It need not be on the disk any more. */
    record Forget(StationReport report) implements OutboxAction {}

    /** Send it to the registry. */
    record Send(StationReport report) implements OutboxAction {}

    /** The registry said what of it may be dropped: maybe nothing. */
    record LeaveAnswered(Leave leave, SegmentRanges granted) implements OutboxAction {}

    /**
     * The question was given up before the answer came. If leave was given all the same, the next picture's replies say
     * so.
     */
    record LeaveUnknown(Leave leave) implements OutboxAction {}

    /**
     * There is leave for these, asked for before the picture. What no engine acts on any more has to be given back
     * ({@link ReportOutbox#giveBack}), or is no copy to anyone for ever.
     */
    record LeaveStands(List<StationHolding> leaving) implements OutboxAction {}

    /** The registry had believed otherwise. */
    record DriftMended(List<Mended> mended) implements OutboxAction {}

    /** A director of a later term has reported: nothing more is sent. */
    record Superseded(Term byReportOf) implements OutboxAction {}

    /** The registry will never take this report: it was left out, and a picture follows in its place. */
    record Refused(StationReport report, String why) implements OutboxAction {}
}
