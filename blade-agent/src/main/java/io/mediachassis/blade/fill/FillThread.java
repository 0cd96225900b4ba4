package io.mediachassis.blade.fill;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has {@link SegmentFills} done on a thread of its own, in order; what other engines are asked for comes by threads of their
 * own, so that one that does not answer holds up nothing else. Media goes there in blocks, of which there are so many: where
 * the disks are slower than the groups there is none left, and nobody waits. Any thread.
 */
final class FillThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FillThread.class);
    static final int BLOCK_BYTES = 64 << 10;
    private static final int BLOCKS = 64;
    private static final int FETCHERS = 4;
    private static final int FETCHES_WAITING = 64;
    /** Asked for at a time. */
    private static final int PIECE_BYTES = 1 << 20;
    private static final int ENDING_SECONDS = 2;

    private final SegmentFills fills;
    private final FillFetches fetches;
    private final Counts<FillCounter> counts;
    private final ExecutorService disk;
    private final ThreadPoolExecutor fetchers;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BLOCKS);
    private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
    private int made;

    /** What became of something, for who ordered it. */
    record Result(Fill fill, Kind kind) {}

    enum Kind {
        /** It is begun, or what was to be fetched is appended: more may come. */
        READY,
        /** All of it is here. */
        HELD,
        /** It can't be written or had, and is given up. */
        FAILED
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    FillThread(SegmentFills fills, FillFetches fetches, Counts<FillCounter> counts, ThreadFactory threads) {
        this.fills = fills;
        this.fetches = fetches;
        this.counts = counts;
        this.disk = Executors.newSingleThreadExecutor(threads);
        this.fetchers = new ThreadPoolExecutor(
                FETCHERS, FETCHERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(FETCHES_WAITING), threads);
        fetchers.allowCoreThreadTimeOut(true);
    }

    /** An empty block; null: all are on their way to the disks. One thread. */
    @Nullable ByteBuffer block() {
        ByteBuffer block = free.poll();
        if (block == null && made < BLOCKS) {
            made++;
            block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        }
        return block;
    }

    /** Result: ready or failed. */
    void begin(Fill fill) {
        fetching(fill, () -> {
            Manifest manifest = fetches.manifest(fill);
            byte[] index = fetches.index(fill);
            onDisk(fill, () -> {
                fills.begin(fill, manifest, index);
                results.add(new Result(fill, Kind.READY));
            });
        });
    }

    /** Takes a block with its bytes up to its position. No result unless it fails. */
    void append(Fill fill, ByteBuffer block) {
        block.flip();
        onDisk(fill, () -> {
            try {
                counts.add(FillCounter.BYTES, block.remaining());
                fills.append(fill, block);
            } finally {
                // There is room for as many as are made.
                free.add(block.clear());
            }
        });
    }

    /** Has the next bytes from an engine. Result: ready or failed. */
    void fetch(Fill fill, long from, long to) {
        fetching(fill, () -> {
            for (long at = from; at < to; at += PIECE_BYTES) {
                byte[] piece = fetches.media(fill.programId(), fill.manifestHash(), fill.segment(), at,
                        (int) Math.min(PIECE_BYTES, to - at));
                CompletableFuture<Void> written = new CompletableFuture<>();
                onDisk(fill, () -> {
                    try {
                        fills.append(fill, ByteBuffer.wrap(piece));
                        written.complete(null);
                    } finally {
                        written.completeExceptionally(new IOException("it can't be written"));
                    }
                });
                await(written);
                counts.add(FillCounter.FETCHED_BYTES, piece.length);
            }
            results.add(new Result(fill, Kind.READY));
        });
    }

    private static void await(CompletableFuture<Void> written) throws IOException, InterruptedException {
        try {
            written.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Result: held or failed. */
    void finish(Fill fill) {
        onDisk(fill, () -> results.add(new Result(fill, fills.finish(fill) ? Kind.HELD : Kind.FAILED)));
    }

    /** No result. */
    void abandon(Fill fill) {
        onDisk(fill, () -> failed(fills.abandon(fill).stream().filter(other -> !other.equals(fill)).toList()));
    }

    private void failed(List<Fill> gone) {
        gone.forEach(fill -> results.add(new Result(fill, Kind.FAILED)));
    }

    private void fetching(Fill fill, Work work) {
        try {
            fetchers.execute(() -> run(fill, work, this::abandonFailed));
        } catch (RejectedExecutionException e) {
            abandonFailed(fill);
        }
    }

    private void onDisk(Fill fill, Work work) {
        try {
            disk.execute(() -> run(fill, work, this::abandonNow));
        } catch (RejectedExecutionException e) {
            LOG.debug("It ends");
        }
    }

    private void abandonFailed(Fill fill) {
        onDisk(fill, () -> abandonNow(fill));
    }

    private void abandonNow(Fill fill) {
        results.add(new Result(fill, Kind.FAILED));
        failed(fills.abandon(fill).stream().filter(other -> !other.equals(fill)).toList());
    }

    private static void run(Fill fill, Work work, Consumer<Fill> onFailed) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Segment {} of {} does not come from its groups", fill.segment(), fill.programId(), e);
            onFailed.accept(fill);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What became of what was ordered, since the last time. */
    void results(Consumer<Result> taker) {
        for (Result result = results.poll(); result != null; result = results.poll()) {
            taker.accept(result);
        }
    }

    /** Gives up what is open; waits up to {@value #ENDING_SECONDS} s. */
    @Override
    public void close() {
        fetchers.shutdownNow();
        disk.execute(fills::close);
        disk.shutdown();
        try {
            if (!disk.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS)) {
                disk.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
