package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies programs from another engine, segment by segment with HTTP range requests and this engine's token (seed 002
 * claims 12 and 24): resumable within a segment, each checked by its hash. One copy at a time; any thread may ask.
 */
public final class CopyFetcher implements Copies, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyFetcher.class);

    private final ProgramStore store;
    private final SegmentCopier copier;
    private final IngestJobs jobs;
    private final ExecutorService worker;
    private final RoomMaker room;
    private final FilledSegments filled;
    private final CopyQueue queue = new CopyQueue();

    /**
     * @param worker runs the copies; bounded, and the caller's to close
     * @param filled what groups brought, and what an order to copy says is to stay
     */
    public CopyFetcher(ProgramStore store, SegmentCopier copier, IngestJobs jobs, ExecutorService worker,
            RoomMaker room, FilledSegments filled) {
        this.store = store;
        this.copier = copier;
        this.jobs = jobs;
        this.worker = worker;
        this.room = room;
        this.filled = filled;
    }

    @Override
    public String fetch(String programId, List<Integer> segments, String sourceBase) {
        // What is here already, of a group, is to stay.
        filled.keep(programId, segments);
        CopyQueue.Order order = new CopyQueue.Order(List.copyOf(segments), sourceBase);
        if (store.program(programId).isPresent() || !queue.start(programId, order)) {
            return "";
        }
        try {
            worker.execute(() -> runAll(programId, order));
            return "";
        } catch (RejectedExecutionException e) {
            while (queue.following(programId).isPresent()) {
                LOG.debug("Another order for {} goes with it", programId);
            }
            return "too many copies wait on this blade";
        }
    }

    private void runAll(String programId, CopyQueue.Order first) {
        Optional<CopyQueue.Order> next = Optional.of(first);
        while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
            run(programId, next.get());
            next = queue.following(programId);
        }
    }

    private void run(String programId, CopyQueue.Order order) {
        try {
            copy(programId, order.segments(), URI.create(order.sourceBase()));
            jobs.done(programId);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Copy of {} from {} failed: {}", programId, order.sourceBase(), e.getMessage());
            jobs.failed(programId, "copy from " + order.sourceBase() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(String programId, List<Integer> wanted, URI source) throws IOException, InterruptedException {
        Manifest manifest = copier.manifest(programId, source);
        List<Integer> segments = wanted.isEmpty()
                ? IntStream.range(0, manifest.segments().size()).boxed().toList()
                : wanted.stream().filter(n -> n < manifest.segments().size()).toList();
        long total = segments.stream().mapToLong(n -> manifest.segments().get(n).bytes()).sum();
        long done = 0;
        try (SegmentReceiver receiver = store.receive(manifest)) {
            room.require(missing(receiver, manifest, segments));
            for (int n : segments) {
                long before = done;
                copier.copy(receiver, n, List.of(source), here -> jobs.progress(
                        manifest.id(), manifest.title(), "fetching", before + here, total));
                done += manifest.segments().get(n).bytes();
            }
        }
        LOG.info("Copied {} segments of {} from {}: {} bytes", segments.size(), programId, source, done);
    }

    private static long missing(SegmentReceiver receiver, Manifest manifest, List<Integer> segments) {
        long bytes = 0;
        for (int n : segments) {
            bytes += receiver.has(n) ? 0 : manifest.segments().get(n).bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
