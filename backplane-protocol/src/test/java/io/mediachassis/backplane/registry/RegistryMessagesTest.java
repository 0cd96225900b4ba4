package io.mediachassis.backplane.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.backplane.proto.RegistryReport;
import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.StationReport.Body;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RegistryMessagesTest {
    private static final SegmentRanges SOME = SegmentRanges.parse("0-4,7");
    private static final StationHolding FILM = new StationHolding("film", "00ff", 9, SOME);

    private static StationReport report(Body body) {
        return new StationReport("north", new Term(3, 4), 17, body);
    }

    @Test
    void reportsGoThereAndBack() {
        for (Body body : List.of(
                new Changes(List.of(
                        HoldingChange.added(FILM), HoldingChange.removed(FILM), HoldingChange.kept(FILM))),
                new Page("a", "film", List.of(FILM)),
                new Page("", "", List.of()),
                new Leave("film", "00ff", SOME))) {
            assertEquals(report(body), RegistryMessages.of(RegistryMessages.toProto(report(body))));
        }
    }

    @Test
    void repliesGoThereAndBack() {
        for (Outcome outcome : Outcome.values()) {
            ReportReply reply = new ReportReply(
                    outcome, new Term(3, 4), 17, SOME, List.of(new Mended("film", SOME, SegmentRanges.NONE)),
                    List.of(FILM), "why");
            assertEquals(reply, RegistryMessages.of(RegistryMessages.toProto(reply)));
        }
    }

    private static void refused(UnaryOperator<RegistryReport.Builder> damage) {
        RegistryReport good = RegistryMessages.toProto(report(new Page("a", "film", List.of(FILM))));
        RegistryReport bad = damage.apply(good.toBuilder()).build();
        assertThrows(IllegalArgumentException.class, () -> RegistryMessages.of(bad));
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(report -> report.setStation("x' or '1'='1"));
        refused(report -> report.setStation("../../etc"));
        refused(report -> report.setStation(""));
        refused(report -> report.setStation("a!b"));
        refused(RegistryReport.Builder::clearTerm);
        refused(RegistryReport.Builder::clearSequence);
        refused(RegistryReport.Builder::clearPage);
        refused(report -> {
            report.getPageBuilder().setAfter("film");
            return report;
        });
        refused(report -> {
            report.getPageBuilder().setThrough("b");
            return report;
        });
        refused(report -> {
            report.getPageBuilder().getHoldingsBuilder(0).setProgramId("b\nc");
            return report;
        });
        refused(report -> {
            report.getPageBuilder().getHoldingsBuilder(0).setSegmentsTotal(7);
            return report;
        });
        refused(report -> {
            report.getPageBuilder().getHoldingsBuilder(0).setSegmentsTotal(-1);
            return report;
        });
        refused(report -> {
            report.getPageBuilder().getHoldingsBuilder(0).addSegmentRanges(1);
            return report;
        });
    }
}
