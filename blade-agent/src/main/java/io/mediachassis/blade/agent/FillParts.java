package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.fill.FillCounter;
import io.mediachassis.blade.fill.GroupFill;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.StationClock;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the interactive server's streams bring to this blade's disks, wired. Control loop. */
final class FillParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FillParts.class);
    /** A beginning that did not come is not asked for again before that. */
    private static final long AGAIN_NS = 10_000_000_000L;

    private final Blade blade;
    private final StationParts station;
    private final FilledSegments filled;
    private final ArrivingSegments arriving;
    private final CopyParts copying;
    private final GroupFill fill;
    private final Map<String, Long> brought = new HashMap<>();
    private List<PlannedSets.Planned> sets = List.of();

    FillParts(Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying) {
        this.blade = blade;
        this.station = station;
        this.copying = copying;
        this.filled = engine.filled;
        this.arriving = engine.arriving;
        Counts<FillCounter> counts = new Counts<>(FillCounter.class);
        media.counters.register(counts);
        fill = new GroupFill(
                media.store, engine.arriving, copying.copier, filled, this::holders,
                (program, segment) -> engine.streams.refreshed(program)
                        .thenRun(() -> engine.streams.lost(program, segment)),
                copying.cache::want,
                Agent.daemon("group-fill"), counts);
    }

    private List<URI> holders(String programId, ByteString manifestHash, int segment) {
        return station.table.get().holders(programId, segment).stream()
                .filter(holder -> holder.slot() != blade.slot())
                .filter(holder -> {
                    ProgramHolding holding = holder.programs().get(programId);
                    return holding != null && holding.getManifestHash().equals(manifestHash);
                })
                .map(holder -> holder.load().getHttpUrl())
                .filter(url -> !url.isEmpty())
                .map(URI::create)
                .toList();
    }

    GroupFill fill() {
        return fill;
    }

    /**
     * A console that came late asks for a program's beginning, which is not here: it is brought, since each that comes late
     * will ask for it. Any thread.
     */
    void bringBeginning(String programId) {
        blade.control().execute(blade.watch().named("a beginning that consoles ask for", () -> sets.stream()
                .map(PlannedSets.Planned::set)
                .filter(set -> set.programId().equals(programId))
                .findFirst()
                .ifPresent(this::bring)));
    }

    private void bring(NvodSet set) {
        long nowNs = blade.clock().nanoTime();
        Long asked = brought.get(set.programId());
        List<Integer> holders = station.table.get().holders(set.programId(), 0).stream().map(Engine::slot).toList();
        boolean room = filled.excess(set.program().bytes(0)) == 0;
        if (!room || !filled.mayBe(set.program().bytes(0)) || holders.isEmpty() || holders.contains(blade.slot()) || (asked != null && nowNs - asked < AGAIN_NS)) {
            return;
        }
        brought.put(set.programId(), nowNs);
        LOG.info("The beginning of {} is delivered to this interactive server from blades {}: consoles that come late ask for it,"
                + " and the engines that send the groups need give it but once", set.programId(), holders);
        if (!filled.begin(set.programId(), 0, set.program().bytes(0))) {
            return;
        }
        copying.fetches.bring(set.programId(), 0, holders).whenComplete((playable, error) -> {
            if (error != null) {
                filled.remove(set.programId(), 0);
            }
        });
    }

    void onChange(PlannedSets now) {
        sets = now.sets();
        brought.keySet().removeIf(id -> sets.stream().noneMatch(planned -> planned.set().programId().equals(id)));
        filled.serve(sets.stream().map(planned -> planned.set().programId()).collect(Collectors.toSet()));
        fill.serve(sets.stream().map(planned -> new NvodSchedule(planned.set())).toList());
    }

    void tick(StationClock time) {
        long nowNs = blade.clock().nanoTime();
        time.at(nowNs).ifPresent(stationNs -> fill.time(nowNs, stationNs));
        brought.forEach((programId, asked) -> {
            if (nowNs - asked >= AGAIN_NS && filled.begun(programId, 0) && !arriving.has(programId, 0)) {
                filled.remove(programId, 0);
            }
        });
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
