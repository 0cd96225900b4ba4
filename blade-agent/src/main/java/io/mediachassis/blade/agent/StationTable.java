package io.mediachassis.blade.agent;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.function.Supplier;

/** The segment location table as this blade has it now. Changed on the control loop; read by any thread. */
final class StationTable implements Supplier<SegmentLocationTable> {
    private volatile SegmentLocationTable now = SegmentLocationTable.EMPTY;

    @Override
    public SegmentLocationTable get() {
        return now;
    }

    void holdings(int slot, HoldingsPush push) {
        now = now.withHoldings(slot, push);
    }

    void load(int slot, LoadReport load) {
        now = now.withLoad(slot, load);
    }

    void reachable(int slot, boolean reachable) {
        now = now.withReachable(slot, reachable);
    }
}
