package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import java.util.List;

/** A station's director, as far as it numbers reports. */
public final class Reports {
    static final String MANIFEST = "ab12";
    static final int TOTAL = 10;

    final String station;
    private final Term term;
    private long sequence;

    public Reports(String station, int election) {
        this.station = station;
        this.term = new Term(1, election);
    }

    public Term term() {
        return term;
    }

    public static StationHolding segments(String program, String ranges) {
        return new StationHolding(program, MANIFEST, TOTAL, SegmentRanges.parse(ranges));
    }

    public StationReport next(StationReport.Body body) {
        return new StationReport(station, term, ++sequence, body);
    }

    public StationReport picture(StationHolding... holdings) {
        return next(new Page("", "", List.of(holdings)));
    }

    public StationReport added(String program, String ranges) {
        return next(new Changes(List.of(HoldingChange.added(segments(program, ranges)))));
    }

    public StationReport removed(String program, String ranges) {
        return next(new Changes(List.of(HoldingChange.removed(segments(program, ranges)))));
    }

    public StationReport kept(String program, String ranges) {
        return next(new Changes(List.of(HoldingChange.kept(segments(program, ranges)))));
    }

    public StationReport leave(String program, String ranges) {
        return next(new Leave(program, MANIFEST, SegmentRanges.parse(ranges)));
    }

    /** Lost on its way. */
    void skip() {
        sequence++;
    }
}
