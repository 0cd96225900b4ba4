package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.fill.FillCounter;
import io.mediachassis.blade.fill.GroupFill;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.StationClock;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** What the interactive server's streams bring to this blade's disks, wired. Control loop. */
final class FillParts implements AutoCloseable {
    private final Blade blade;
    private final StationParts station;
    private final FilledSegments filled;
    private final GroupFill fill;

    FillParts(Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying) {
        this.blade = blade;
        this.station = station;
        this.filled = engine.filled;
        Counts<FillCounter> counts = new Counts<>(FillCounter.class);
        media.counters.register(counts);
        fill = new GroupFill(
                media.store, engine.arriving, copying.copier, filled, this::sources,
                (program, segment) -> engine.streams.refreshed(program)
                        .thenRun(() -> engine.streams.lost(program, segment)),
                bytes -> copying.evictions.evict(bytes, filled::contains),
                Agent.daemon("group-fill"), counts);
    }

    private List<URI> sources(String programId, int segment) {
        return station.table.get().holders(programId, segment).stream()
                .filter(holder -> holder.slot() != blade.slot())
                .map(holder -> holder.load().getHttpUrl())
                .filter(url -> !url.isEmpty())
                .map(URI::create)
                .toList();
    }

    GroupFill fill() {
        return fill;
    }

    /** Whether what this blade tells the others of its holdings is another by this. */
    boolean onChange(PlannedSets sets) {
        fill.serve(sets.sets().stream().map(planned -> new NvodSchedule(planned.set())).toList());
        return filled.keep(
                sets.sets().stream().map(planned -> planned.set().programId()).collect(Collectors.toSet()));
    }

    void tick(StationClock time) {
        long nowNs = blade.clock().nanoTime();
        time.at(nowNs).ifPresent(stationNs -> fill.time(nowNs, stationNs));
    }

    /** How many segments of a program are here by it. */
    int segments(String programId) {
        return filled.count(programId);
    }

    @Override
    public void close() {
        fill.close();
    }
}
