package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.LeaveTime;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.util.ArrayList;
import java.util.List;

/**
 * What changes when a controller begins to serve a registry of which the one before it had other rows. What stations hold
 * their pictures tell anew. What they had leave to drop nobody tells; but it is acted on for a short time only
 * ({@link LeaveTime}), and for longer than that this one gives none. Pure.
 */
public final class NewReign {
    private final long leaveFromNs;

    /** @param sharedRows whether these rows are those of the one before */
    public NewReign(boolean sharedRows, long nowNs) {
        this.leaveFromNs = sharedRows ? nowNs : nowNs + LeaveTime.OVER.toNanos();
    }

    /** Every station's next word shall be a picture, and nothing has leave. */
    static void reset(RegistryRows rows) {
        for (StationRow station : rows.stations()) {
            if (station.standing() != Standing.PICTURE_DUE) {
                rows.put(station.pictureDue());
            }
        }
        List<HoldingRow> leaving = new ArrayList<>();
        rows.forEachHolding(row -> {
            if (!row.leaving().isEmpty()) {
                leaving.add(row);
            }
        });
        leaving.forEach(row -> rows.put(row.leaving(SegmentRanges.NONE)));
    }

    /** The report as it may be applied now: while no leave is given, a question for it is one for nothing. */
    public StationReport withoutLeave(StationReport report, long nowNs) {
        return report.body() instanceof Leave leave && nowNs - leaveFromNs < 0
                ? new StationReport(
                        report.station(), report.term(), report.sequence(),
                        new Leave(leave.program(), leave.manifest(), SegmentRanges.NONE))
                : report;
    }
}
