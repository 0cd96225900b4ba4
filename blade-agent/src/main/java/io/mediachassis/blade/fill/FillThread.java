package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has {@link SegmentFills} done on a thread of its own, in order; media goes there in blocks, of which there are so many:
 * where the disks are slower than the groups there is none left, and nobody waits. Any thread.
 */
final class FillThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FillThread.class);
    static final int BLOCK_BYTES = 64 << 10;
    private static final int BLOCKS = 64;

    private final SegmentFills fills;
    private final ExecutorService thread;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BLOCKS);
    private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
    private int made;

    /** What became of something, for who ordered it. */
    sealed interface Result {
        String programId();

        int segment();

        /** What was to be fetched is appended. */
        record Fetched(String programId, int segment) implements Result {}

        /** All of it is here. */
        record Finished(String programId, int segment) implements Result {}

        /** It can't be written or had, and is given up. */
        record Failed(String programId, int segment) implements Result {}
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    FillThread(SegmentFills fills, ThreadFactory threads) {
        this.fills = fills;
        this.thread = Executors.newSingleThreadExecutor(threads);
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

    void begin(String programId, ByteString manifestHash, int segment) {
        run(programId, segment, () -> fills.begin(programId, manifestHash, segment));
    }

    /** Takes a block with its bytes up to its position. */
    void append(String programId, int segment, ByteBuffer block) {
        block.flip();
        run(programId, segment, () -> {
            try {
                fills.append(programId, segment, block);
            } finally {
                // There is room for as many as are made.
                free.add(block.clear());
            }
        });
    }

    void fetch(String programId, int segment, long to) {
        run(programId, segment, () -> {
            fills.fetch(programId, segment, to);
            results.add(new Result.Fetched(programId, segment));
        });
    }

    void finish(String programId, int segment) {
        run(programId, segment, () -> {
            fills.finish(programId, segment);
            results.add(new Result.Finished(programId, segment));
        });
    }

    void abandon(String programId, int segment) {
        run(programId, segment, () -> fills.abandon(programId, segment));
    }

    private void run(String programId, int segment, Work work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (IOException | RuntimeException e) {
                    LOG.debug("Segment {} of {} does not come from its groups", segment, programId, e);
                    fills.abandon(programId, segment);
                    results.add(new Result.Failed(programId, segment));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("It ends");
        }
    }

    /** What became of what was ordered, since the last time. */
    void results(Consumer<Result> taker) {
        for (Result result = results.poll(); result != null; result = results.poll()) {
            taker.accept(result);
        }
    }

    /** Gives up what is open; waits up to 2 s. */
    @Override
    public void close() {
        thread.execute(fills::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
