package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a station's picture differs from what the registry believes. Leave to drop that was given stands for
 * what the station still holds: an engine may be acting on it, whatever the director who asked for it has become. Pure.
 */
final class PageDrift {
    private final String station;
    private final Page page;
    private final Map<String, HoldingRow> known = new TreeMap<>();

    /** @param believed of the programs that the page covers */
    PageDrift(String station, Page page, List<HoldingRow> believed) {
        this.station = station;
        this.page = page;
        believed.forEach(row -> known.put(row.program(), row));
    }

    /** A row that is otherwise: as it shall be (holding nothing: it shall go), and what that changes. */
    record Difference(HoldingRow now, Mended mended) {}

    /** By program, those that are gone last. */
    List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        Map<String, HoldingRow> gone = new TreeMap<>(known);
        for (StationHolding told : page.holdings()) {
            HoldingRow before = gone.remove(told.program());
            HoldingRow now = row(told);
            if (!now.equals(before) && !(before == null && told.segments().isEmpty())) {
                differences.add(new Difference(now, mended(before, now)));
            }
        }
        for (HoldingRow before : gone.values()) {
            HoldingRow now = before.holding(SegmentRanges.NONE);
            differences.add(new Difference(now, mended(before, now)));
        }
        return differences;
    }

    /** What the station holds and has leave to drop. */
    List<StationHolding> leaving() {
        return page.holdings().stream()
                .map(this::row)
                .filter(row -> !row.leaving().isEmpty())
                .map(row -> row.of(row.leaving()))
                .toList();
    }

    private HoldingRow row(StationHolding told) {
        HoldingRow before = known.get(told.program());
        SegmentRanges leaving =
                before != null && before.sameProgram(told.manifest()) ? before.leaving() : SegmentRanges.NONE;
        return new HoldingRow(told.program(), station, told.manifest(), told.total(), told.segments(), leaving);
    }

    private static Mended mended(@Nullable HoldingRow before, HoldingRow now) {
        SegmentRanges was = before == null ? SegmentRanges.NONE : before.held();
        boolean same = before == null || before.sameProgram(now.manifest());
        return new Mended(
                now.program(), same ? now.held().minus(was) : now.held(), same ? was.minus(now.held()) : was);
    }
}
