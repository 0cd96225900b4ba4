package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.util.ArrayList;
import java.util.List;

/**
 * What a station's report does. Each takes effect once and in order: an older one, or one that came before, is
 * acknowledged and changes nothing; behind a gap, or in a director's new term, only a full picture is taken. Pure.
 *
 * <p>Every step writes the station's own row, so two steps of one station never take effect side by side.
 */
public final class ReportRules {
    /** Rows that one step of a page may change, as many as {@link Changes#MAX_CHANGES}. */
    static final int ROWS_PER_STEP = Changes.MAX_CHANGES;

    private final LeaveRules leaves = new LeaveRules();

    /**
     * What a step came to.
     *
     * @param reply to the report, once it is applied whole
     * @param mended so far
     * @param more the report goes on with another step
     */
    public record Step(ReportReply reply, List<Mended> mended, boolean more) {
        static Step done(ReportReply reply) {
            return new Step(reply, List.of(), false);
        }
    }

    /**
     * Applies a report, or the next part of it.
     *
     * @param earlier what the steps before mended, of the same report
     */
    public Step apply(RegistryRows rows, StationReport report, List<Mended> earlier) {
        rows.expect(report.station(), programs(report));
        StationRow station = rows.station(report.station()).orElseGet(() -> StationRow.unheard(report.station()));
        if (report.term().isOlderThan(station.term())) {
            return Step.done(ReportReply.plain(
                    report, Outcome.SUPERSEDED,
                    "a director of " + station.name() + " has reported in the later term " + station.term()));
        }
        if (report.term().equals(station.term()) && report.sequence() <= station.sequence()) {
            return Step.done(known(rows, report));
        }
        if (!isNext(station, report)) {
            return Step.done(ReportReply.plain(report, Outcome.RECONCILE, ""));
        }
        if (report.body() instanceof Page page) {
            return turn(rows, station, report, page, earlier);
        }
        rows.put(station.after(report.term(), report.sequence()));
        if (report.body() instanceof Leave leave) {
            return Step.done(granted(report, Outcome.APPLIED, leaves.decide(rows, report.station(), leave)));
        }
        for (HoldingChange change : ((Changes) report.body()).changes()) {
            change(rows, report.station(), change);
        }
        return Step.done(ReportReply.plain(report, Outcome.APPLIED, ""));
    }

    /** Of whose rows a step asks singly, besides those of other stations. */
    private static List<String> programs(StationReport report) {
        if (report.body() instanceof Changes changes) {
            return changes.changes().stream().map(HoldingChange::program).distinct().toList();
        }
        return report.body() instanceof Leave leave ? List.of(leave.program()) : List.of();
    }

    /** The answer to a duplicate has what the first one, which may have been lost, had and the station must know. */
    private ReportReply known(RegistryRows rows, StationReport report) {
        if (report.body() instanceof Leave leave) {
            return granted(report, Outcome.KNOWN, leaves.given(rows, report.station(), leave));
        }
        List<StationHolding> leaving = List.of();
        if (report.body() instanceof Page page) {
            leaving = rows.holdingsOf(report.station(), page.after(), page.through()).stream()
                    .filter(row -> !row.leaving().isEmpty())
                    .map(row -> row.of(row.leaving()))
                    .toList();
        }
        return new ReportReply(
                Outcome.KNOWN, report.term(), report.sequence(), SegmentRanges.NONE, List.of(), leaving, "");
    }

    private static ReportReply granted(StationReport report, Outcome outcome, SegmentRanges granted) {
        return new ReportReply(outcome, report.term(), report.sequence(), granted, List.of(), List.of(), "");
    }

    private static boolean isNext(StationRow station, StationReport report) {
        if (report.body() instanceof Page page && page.first()) {
            return true;
        }
        boolean follows = report.term().equals(station.term())
                && report.sequence() == station.sequence() + 1
                && station.standing() != Standing.PICTURE_DUE;
        if (report.body() instanceof Page page) {
            return follows
                    && station.standing() == Standing.PICTURE_COMING
                    && page.after().equals(station.through());
        }
        return follows && (station.standing() == Standing.WHOLE || report.body() instanceof Changes);
    }

    // ---- Changes -----------------------------------------------------------------------------------------------

    private static void change(RegistryRows rows, String station, HoldingChange change) {
        HoldingRow row = rows.holding(change.program(), station)
                .filter(known -> known.sameProgram(change.manifest()))
                .orElseGet(() -> new HoldingRow(
                        change.program(), station, change.manifest(), change.total(), SegmentRanges.NONE,
                        SegmentRanges.NONE));
        // What was copied anew is a copy, whatever there was leave for.
        SegmentRanges leaving = row.leaving().minus(change.kept()).minus(change.added());
        putOrRemove(rows, row.leaving(leaving).holding(row.held().plus(change.added()).minus(change.removed())));
    }

    private static void putOrRemove(RegistryRows rows, HoldingRow row) {
        if (row.held().isEmpty()) {
            rows.remove(row.program(), row.station());
        } else {
            rows.put(row);
        }
    }

    // ---- Pictures ----------------------------------------------------------------------------------------------

    private static Step turn(
            RegistryRows rows, StationRow station, StationReport report, Page page, List<Mended> earlier) {
        PageDrift drift = new PageDrift(station.name(), page, rows.holdingsOf(station.name(), page.after(), page.through()));
        List<PageDrift.Difference> differences = drift.differences();
        boolean more = differences.size() > ROWS_PER_STEP;
        List<Mended> mended = new ArrayList<>(earlier);
        for (PageDrift.Difference difference : more ? differences.subList(0, ROWS_PER_STEP) : differences) {
            putOrRemove(rows, difference.now());
            mended.add(difference.mended());
        }
        if (more) {
            // Written as it is, so that no other step of this station comes between.
            rows.put(station);
            return new Step(ReportReply.plain(report, Outcome.UNAVAILABLE, ""), mended, true);
        }
        long segments = mended.stream()
                .mapToLong(m -> m.added().count() + m.removed().count())
                .sum();
        rows.put(station.after(report.term(), report.sequence())
                .covering(page.first(), page.last(), page.through(), segments));
        List<StationHolding> leaving = drift.leaving();
        ReportReply reply = new ReportReply(
                Outcome.APPLIED, report.term(), report.sequence(), SegmentRanges.NONE, mended, leaving, "");
        return new Step(reply, mended, false);
    }
}
