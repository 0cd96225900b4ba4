package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.function.Supplier;

/** The segment location table as this blade has it now. Changed on the control loop; read by any thread. */
public final class StationTable implements Supplier<SegmentLocationTable> {
    private final Headroom headroom;
    private final Clock clock;
    private volatile SegmentLocationTable now = SegmentLocationTable.EMPTY;

    /** @param headroom hears of every load report too */
    public StationTable(Headroom headroom, Clock clock) {
        this.headroom = headroom;
        this.clock = clock;
    }

    @Override
    public SegmentLocationTable get() {
        return now;
    }

    public void holdings(int slot, HoldingsPush push) {
        now = now.withHoldings(slot, push);
    }

    public void load(int slot, LoadReport load) {
        now = now.withLoad(slot, load);
        headroom.onReport(slot, load, clock.nanoTime());
    }

    public void reachable(int slot, boolean reachable) {
        now = now.withReachable(slot, reachable);
    }
}
