package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches single segments for streams that wait for them: hot ones by the director's order, and those of streams that go
 * through a connection of this blade, so that they can't follow their media to another engine. Each is playable once its
 * first part is here, and fetched once however many wait for it. Any thread.
 */
public final class SegmentFetches implements SegmentFetch, SegmentBringer {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetches.class);

    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final SegmentCopier copier;
    private final EngineStreams streams;
    private final RoomMaker room;
    private final IngestJobs jobs;
    private final Executor worker;
    private final IntFunction<String> httpUrl;

    /**
     * @param worker runs the fetches, one a thread; refuses when too many are under way
     * @param httpUrl where the engine in a slot serves HTTP
     */
    public SegmentFetches(
            ProgramStore store,
            ArrivingSegments arriving,
            SegmentCopier copier,
            EngineStreams streams,
            RoomMaker room,
            IngestJobs jobs,
            Executor worker,
            IntFunction<String> httpUrl) {
        this.store = store;
        this.arriving = arriving;
        this.copier = copier;
        this.streams = streams;
        this.room = room;
        this.jobs = jobs;
        this.worker = worker;
        this.httpUrl = httpUrl;
    }

    @Override
    public CompletionStage<Void> bring(long session, int segment, int fromSlot) {
        return streams.stream(session)
                .map(stream -> fetch(stream.source(), segment, fromSlot))
                .orElseGet(() -> CompletableFuture.failedFuture(new IOException("the stream is over")));
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, int fromSlot) {
        return bring(programId, segment, List.of(fromSlot));
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots) {
        Optional<CompletionStage<Void>> coming = arriving.playable(programId, segment);
        if (coming.isPresent() || holds(programId, segment)) {
            return coming.orElseGet(() -> CompletableFuture.completedFuture(null))
                    .thenCompose(here -> streams.refreshed(programId));
        }
        CompletableFuture<Void> playable = new CompletableFuture<>();
        List<URI> sources = fromSlots.stream()
                .map(httpUrl::apply)
                .filter(url -> !url.isEmpty())
                .map(URI::create)
                .toList();
        if (sources.isEmpty()) {
            return CompletableFuture.failedFuture(new IOException("no engine that holds it has said where"));
        }
        try {
            worker.execute(() -> run(programId, segment, sources, playable));
        } catch (RejectedExecutionException e) {
            playable.completeExceptionally(new IOException("too many fetches are under way on this blade"));
        }
        return playable.thenCompose(here -> streams.refreshed(programId));
    }

    @Override
    public CompletionStage<Void> fetch(ProgramSource source, int segment, int fromSlot) {
        return bring(source.programId(), segment, fromSlot);
    }

    private boolean holds(String programId, int segment) {
        return store.holding(programId).map(program -> program.holds(segment)).orElse(false);
    }

    private void run(String programId, int segment, List<URI> sources, CompletableFuture<Void> playable) {
        try {
            Manifest manifest = manifest(programId, sources);
            if (segment >= manifest.segments().size()) {
                throw new IOException("the program has " + manifest.segments().size() + " segments");
            }
            room.require(manifest.segments().get(segment).bytes());
            try (SegmentReceiver receiver = store.receive(manifest)) {
                long total = manifest.segments().get(segment).bytes();
                copier.copy(receiver, segment, sources, here -> {
                    jobs.progress(programId, manifest.title(), "fetching", here, total);
                    if (!playable.isDone() && arriving.segment(programId, segment).isPresent()) {
                        playable.complete(null);
                    }
                });
            }
            jobs.done(programId);
            // Another copy of it may have been the one under way.
            arriving.playable(programId, segment).ifPresentOrElse(
                    coming -> coming.whenComplete((here, error) -> complete(playable, error)),
                    () -> complete(playable, holds(programId, segment) ? null : new IOException("it did not come")));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Segment {} of {} could not be fetched from {}: {}", segment, programId, sources, e.getMessage());
            jobs.failed(programId, "copy of segment " + segment + ": " + e.getMessage());
            playable.completeExceptionally(e);
            streams.refreshed(programId).thenRun(() -> streams.lost(programId, segment));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            playable.completeExceptionally(e);
        }
    }

    private Manifest manifest(String programId, List<URI> sources) throws IOException, InterruptedException {
        Optional<Manifest> known = store.holding(programId).map(program -> program.manifest())
                .or(() -> arriving.manifest(programId));
        if (known.isPresent()) {
            return known.get();
        }
        for (URI source : sources.subList(0, sources.size() - 1)) {
            try {
                return copier.manifest(programId, source);
            } catch (IOException e) {
                LOG.debug("No manifest of {} from {}", programId, source, e);
            }
        }
        return copier.manifest(programId, sources.get(sources.size() - 1));
    }

    private static void complete(CompletableFuture<Void> playable, @Nullable Throwable error) {
        if (error == null) {
            playable.complete(null);
        } else {
            playable.completeExceptionally(error);
        }
    }
}
