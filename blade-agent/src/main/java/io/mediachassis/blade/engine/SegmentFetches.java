package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches ahead for streams that go through a connection of this blade, so that they can't follow their media to another
 * engine. Each fetch is playable once its first part is here. Any thread.
 */
public final class SegmentFetches implements SegmentFetch, SegmentBringer {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetches.class);
    private static final int FIRST_PART = 256 << 10;

    private final ProgramStore store;
    private final ProgramSegments segments;
    private final SegmentCopier copier;
    private final EngineStreams streams;
    private final Executor worker;
    private final IntFunction<String> httpUrl;

    /**
     * @param worker runs the fetches, one a thread; refuses when too many are under way
     * @param httpUrl where the engine in a slot serves HTTP
     */
    public SegmentFetches(
            ProgramStore store,
            ProgramSegments segments,
            SegmentCopier copier,
            EngineStreams streams,
            Executor worker,
            IntFunction<String> httpUrl) {
        this.store = store;
        this.segments = segments;
        this.copier = copier;
        this.streams = streams;
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
        return start(programId, segment, fromSlot, () -> {});
    }

    @Override
    public CompletionStage<Void> fetch(ProgramSource source, int segment, int fromSlot) {
        return start(source.programId(), segment, fromSlot, () -> {
            try {
                source.refresh(segment);
            } catch (IOException e) {
                LOG.warn("Segment {} of {} can't be read: {}", segment, source.programId(), e.getMessage());
            }
        });
    }

    private CompletionStage<Void> start(String programId, int segment, int fromSlot, Runnable refresh) {
        CompletableFuture<Void> playable = new CompletableFuture<>();
        try {
            worker.execute(() -> run(programId, segment, URI.create(httpUrl.apply(fromSlot)), refresh, playable));
        } catch (RejectedExecutionException e) {
            playable.completeExceptionally(new IOException("too many fetches are under way on this blade"));
        }
        return playable;
    }

    private void run(String programId, int segment, URI source, Runnable refresh, CompletableFuture<Void> playable) {
        try {
            Manifest manifest = segments.manifest(programId).isPresent()
                    ? segments.manifest(programId).get()
                    : copier.manifest(programId, source);
            try (SegmentReceiver receiver = store.receive(manifest)) {
                copier.copy(receiver, segment, source, here -> {
                    if (here >= FIRST_PART && !playable.isDone()) {
                        refresh.run();
                        playable.complete(null);
                    }
                });
            }
            refresh.run();
            playable.complete(null);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Segment {} of {} could not be fetched from {}: {}", segment, programId, source, e.getMessage());
            playable.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            playable.completeExceptionally(e);
        }
    }
}
