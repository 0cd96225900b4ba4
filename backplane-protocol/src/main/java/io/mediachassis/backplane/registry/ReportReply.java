package io.mediachassis.backplane.registry;

import io.mediachassis.backplane.term.Term;
import java.util.List;

/**
 * The registry's answer to a report.
 *
 * @param term of the report
 * @param sequence of the report
 * @param granted to a question for leave: what may be dropped
 * @param mended to a page: where the registry had believed otherwise
 * @param leaving to a page: for what of it there is leave to drop, given before
 * @param text for people, where something is wrong; else empty
 */
public record ReportReply(
        Outcome outcome, Term term, long sequence, SegmentRanges granted, List<Mended> mended,
        List<StationHolding> leaving, String text) {
    public ReportReply {
        mended = List.copyOf(mended);
        leaving = List.copyOf(leaving);
    }

    /** What became of a report; {@code registry.proto} says more. */
    public enum Outcome {
        APPLIED,
        KNOWN,
        RECONCILE,
        SUPERSEDED,
        UNAVAILABLE,
        REFUSED;

        /** The report need not be sent again. */
        public boolean acknowledges() {
            return this == APPLIED || this == KNOWN || this == SUPERSEDED;
        }
    }

    /** What a picture changed of one program. */
    public record Mended(String program, SegmentRanges added, SegmentRanges removed) {}

    /** An answer that says no more than this. */
    public static ReportReply plain(StationReport report, Outcome outcome, String text) {
        return new ReportReply(
                outcome, report.term(), report.sequence(), SegmentRanges.NONE, List.of(), List.of(), text);
    }
}
