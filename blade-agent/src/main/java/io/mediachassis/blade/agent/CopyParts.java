package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.CopyFetcher;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.Evictions;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.RoomMaker;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.SegmentFetches;
import io.mediachassis.blade.engine.StoredShelf;
import io.mediachassis.blade.storage.WaterMarks;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** How segments come to this blade and go from it, wired. */
final class CopyParts implements AutoCloseable {
    private static final long LOOK_MS = 1000;

    final SegmentDrops drops;
    final Evictions evictions;
    final RoomMaker room;
    final CopyFetcher copies;
    final SegmentFetches fetches;
    private final EngineStreams streams;
    private final LastUse lastUse;
    private final ScheduledExecutorService looker =
            Executors.newSingleThreadScheduledExecutor(Agent.daemon("evictions"));

    /** @param director says what may be evicted */
    CopyParts(
            int slot, AgentConfig config, Clock clock, MediaParts media, EngineToken token, IngestJobs jobs,
            ArrivingSegments arriving, LastUse lastUse, EngineStreams streams, EngineLine line, StationTable table,
            Function<EvictionQuery, CompletionStage<EvictionReply>> director) {
        Counts<EngineCounter> counts = new Counts<>(EngineCounter.class);
        media.counters.register(counts);
        this.streams = streams;
        this.lastUse = lastUse;
        SegmentCopier copier = new SegmentCopier(token, arriving, config.copyRate(), clock, counts);
        drops = new SegmentDrops(new StoredShelf(media.store), line, looker, streams::plays, counts);
        evictions = new Evictions(
                config.home(), new WaterMarks(config.lowWater() / 100.0), media.store, lastUse, drops,
                streams::playing,
                (program, segment) -> table.get().holders(program, segment).stream().anyMatch(e -> e.slot() != slot),
                director, counts);
        room = new RoomMaker(media.store, evictions, counts);
        copies = new CopyFetcher(media.store, copier, jobs, media.copies, room);
        fetches = new SegmentFetches(
                media.store, arriving, copier, streams, room, jobs, media.fetches,
                blade -> table.get().engine(blade).map(e -> e.load().getHttpUrl()).orElse(""));
    }

    void start() {
        looker.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        streams.tellUse(lastUse);
        evictions.look();
    }

    @Override
    public void close() {
        looker.shutdownNow();
    }
}
