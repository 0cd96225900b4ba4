package io.mediachassis.sim.station;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.LoadReport;
import java.util.concurrent.TimeUnit;

/** What a blade tells of itself now and then, and what it tidies up and plans at that time. */
final class BladeReports {
    private static final long MS = 1_000_000L;

    private final SimBlade blade;
    private final StationWorld world;
    private final BladeParts parts;

    BladeReports(SimBlade blade, BladeParts parts) {
        this.blade = blade;
        this.world = blade.world;
        this.parts = parts;
    }

    /** Each second. */
    void report() {
        if (world.guards.contains(Guards.FORGOTTEN_CLOSE)) {
            parts.streams.forgotten().close(slot -> parts.links.link(slot).isPresent());
        }
        parts.keeper.push();
        parts.handOvers.sweep();
        parts.dropWork.plan();
        reportLoad();
        plan();
        parts.evictions.look();
    }

    /** The director polls each engine's load, four times a second. */
    void poll() {
        if (blade.acting().isPresent()) {
            for (SimBlade engine : world.blades) {
                parts.headroom.onPolled(engine.slot, blade.nanoTime());
                world.datagram(blade, engine, () -> {
                    LoadReport load = engine.parts().reports.load();
                    world.datagram(engine, blade,
                            () -> blade.parts().headroom.onLoadAnswer(engine.slot, load, blade.nanoTime()));
                });
            }
        } else {
            parts.headroom.onPollingEnded();
        }
        blade.after(250 * MS, this::poll);
    }

    void onHoldingsChanged() {
        for (SimProgram program : world.programs) {
            parts.streams.refresh(program.id);
        }
        parts.table.holdings(blade.slot, blade.store.push());
        parts.links.tellAll(Envelope.newBuilder().setHoldingsPush(blade.store.push()));
        reportLoad();
        plan();
    }

    private void reportLoad() {
        LoadReport load = load();
        parts.table.load(blade.slot, load);
        parts.links.tellAll(Envelope.newBuilder().setLoadReport(load));
    }

    void plan() {
        if (world.guards.contains(Guards.REPLICATION)) {
            parts.work.plan();
        }
    }

    LoadReport load() {
        return LoadReport.newBuilder()
                .setStreams(parts.streams.count())
                .setStreamsCapacity(blade.capacity)
                .setStreamsOpenedTotal(parts.streams.opened())
                .setEgressBps(parts.streams.egressBps())
                .setDiskFreeBytes(blade.store.roomBytes())
                .setDiskTotalBytes(blade.store.totalBytes())
                .setDiskThreads(1)
                .setProcessors(1)
                .setMeasuredUs(TimeUnit.NANOSECONDS.toMicros(blade.nanoTime()))
                .setInService(true)
                .setRtspUrl("rtsp://" + StationWorld.address(blade.slot) + ":8554/")
                .setHttpUrl("http://" + StationWorld.address(blade.slot) + ":8080/")
                .build();
    }
}
