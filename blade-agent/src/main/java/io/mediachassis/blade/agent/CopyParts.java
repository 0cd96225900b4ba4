package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.director.SurplusDrops;
import io.mediachassis.blade.engine.CacheDrops;
import io.mediachassis.blade.engine.CopyFetcher;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.Evictions;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.PlayedSegments;
import io.mediachassis.blade.engine.RoomMaker;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.SegmentFetches;
import io.mediachassis.blade.engine.StoredShelf;
import io.mediachassis.blade.storage.WaterMarks;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How segments come to this blade and go from it, and the director's word on what may go, wired. */
final class CopyParts implements AutoCloseable {
    private static final long LOOK_MS = 1000;

    final SegmentDrops drops;
    final CacheDrops cache;
    final DropWork dropWork;
    final Evictions evictions;
    final RoomMaker room;
    final CopyFetcher copies;
    final SegmentFetches fetches;
    final SegmentCopier copier;
    private final PlayedSegments played;
    private final LastUse lastUse;
    private final ScheduledExecutorService looker =
            Executors.newSingleThreadScheduledExecutor(Agent.daemon("evictions"));

    CopyParts(
            Blade blade, MediaParts media, StationParts station, EngineParts engine, EngineToken token,
            SegmentPlacement placement, SegmentHeat heat, RegistryParts registry) {
        AgentConfig config = blade.config();
        Counts<EngineCounter> counts = new Counts<>(EngineCounter.class);
        media.counters.register(counts);
        played = new PlayedSegments(engine.streams, engine.multicast::played);
        lastUse = engine.lastUse;
        drops = new SegmentDrops(new StoredShelf(media.store), station.line, looker, played::plays, counts);
        dropWork = new DropWork(
                station.office, station.line, station.standing::director, drops, new SurplusDrops(placement, heat),
                new EvictionDesk(new EvictionPlanner(config.home())), registry.leaves());
        cache = new CacheDrops(
                engine.filled, media.store, lastUse, drops, played::now,
                (program, segment) -> station.table.get().holders(program, segment).stream()
                        .filter(holder -> holder.slot() != blade.slot() && holder.keeps(program, segment))
                        .mapToInt(Engine::slot)
                        .findFirst(),
                looker);
        evictions = new Evictions(
                config.home(), new WaterMarks(config.lowWater() / 100.0), media.store, lastUse, drops, cache,
                played::now,
                (program, segment) -> station.table.get().holders(program, segment).stream()
                        .anyMatch(holder -> holder.slot() != blade.slot()),
                registry.on(), dropWork::ask, blade.clock(), counts);
        room = new RoomMaker(media.store, evictions, counts);
        copier = new SegmentCopier(token, engine.arriving, config.copyRate(), blade.clock(), counts);
        copies = new CopyFetcher(media.store, copier, engine.jobs, media.copies, room, engine.filled);
        fetches = new SegmentFetches(
                media.store, engine.arriving, copier, engine.streams, room, engine.jobs, media.fetches,
                holder -> station.table.get().engine(holder).map(e -> e.load().getHttpUrl()).orElse(""));
    }

    /** From now on it sees to it that there is room. */
    void start() {
        looker.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        played.tellUse(lastUse);
        evictions.look();
    }

    @Override
    public void close() {
        looker.shutdownNow();
    }
}
