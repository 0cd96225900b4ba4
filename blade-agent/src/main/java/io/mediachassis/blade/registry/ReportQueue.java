package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.registry.OutboxAction.Send;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reports that are not acknowledged, in order: which of them may be sent now, and which were. Pure. */
final class ReportQueue {
    /** Sent and not yet answered; beyond, the next wait. */
    private static final int WINDOW = 16;

    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        final StationReport report;
        boolean onDisk;
        boolean sent;
        long sentNs;
        /** Of a question for leave: what was reported of since, so that an answer may be too old for it. */
        SegmentRanges withdrawn = SegmentRanges.NONE;

        Entry(StationReport report, boolean onDisk) {
            this.report = report;
            this.onDisk = onDisk;
        }
    }

    /** @param left from before, all of it on the disk */
    ReportQueue(List<StationReport> left) {
        left.stream()
                .sorted(Comparator.comparing(StationReport::term).thenComparing(StationReport::sequence))
                .forEach(report -> add(report, true));
    }

    /** @param onDisk it is there, or need not be */
    void add(StationReport report, boolean onDisk) {
        entries.add(new Entry(report, onDisk));
    }

    /** Whatever is answered to questions for leave that wait, it is not about the segments of this change any more. */
    void withdraw(HoldingChange change) {
        for (Entry entry : entries) {
            if (entry.report.body() instanceof Leave leave && leave.program().equals(change.program())) {
                entry.withdrawn = entry.withdrawn
                        .plus(change.added())
                        .plus(change.removed())
                        .plus(change.kept());
            }
        }
    }

    SegmentRanges withdrawn(StationReport report) {
        return entries.stream()
                .filter(entry -> entry.report.equals(report))
                .map(entry -> entry.withdrawn)
                .findFirst()
                .orElse(SegmentRanges.NONE);
    }

    void kept(StationReport report) {
        entries.stream().filter(entry -> entry.report.equals(report)).forEach(entry -> entry.onDisk = true);
    }

    void remove(StationReport report) {
        entries.removeIf(entry -> entry.report.equals(report));
    }

    /** Takes out all such; in order. */
    List<StationReport> removeAll(Predicate<StationReport> which) {
        List<StationReport> removed = reports().filter(which).toList();
        entries.removeIf(entry -> which.test(entry.report));
        return removed;
    }

    Stream<StationReport> reports() {
        return entries.stream().map(entry -> entry.report);
    }

    /** What a reply answers, if that is waited for. */
    Optional<StationReport> answered(ReportReply reply) {
        return reports()
                .filter(report -> report.term().equals(reply.term()) && report.sequence() == reply.sequence())
                .findFirst();
    }

    /** Whether every report before it, of its term, is acknowledged. */
    boolean isFirst(StationReport report) {
        return ofTerm(report.term()).findFirst().filter(report::equals).isPresent();
    }

    Stream<StationReport> ofTerm(Term term) {
        return reports().filter(report -> report.term().equals(term));
    }

    /** Those of changes, which alone are kept on the disk. */
    long changes() {
        return reports().filter(report -> report.body() instanceof Changes).count();
    }

    int size() {
        return entries.size();
    }

    /** Has all of them sent again. */
    void unsend() {
        entries.forEach(entry -> entry.sent = false);
    }

    /** Has all of them sent again when one was not answered in time: it leaves a gap for all that follow it. */
    void unsendLate(long nowNs, long againNs) {
        if (entries.stream().anyMatch(entry -> entry.sent && nowNs - entry.sentNs >= againNs)) {
            unsend();
        }
    }

    /** In order, up to the first that is not on the disk yet. */
    void send(List<OutboxAction> actions, long nowNs) {
        int waiting = 0;
        for (Entry entry : entries) {
            if (!entry.onDisk || ++waiting > WINDOW) {
                return;
            }
            if (!entry.sent) {
                entry.sent = true;
                entry.sentNs = nowNs;
                actions.add(new Send(entry.report));
            }
        }
    }
}
