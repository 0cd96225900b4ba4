package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bounded native memory of one playout thread, cut into chunks of one size. {@link #take} answers null when all are
 * in use, which is counted and means "busy". A chunk given back is only free again after the next {@link #reclaim()},
 * since the batch being built may still point into it, and when no read into it is under way. One thread.
 */
public final class ChunkPool implements AutoCloseable {
    /** Half a second of a 4 Mbit/s stream; large enough for any disk's throughput. */
    public static final int DEFAULT_CHUNK_BYTES = 256 << 10;

    private final AlignedBuffer arena;
    private final int chunkBytes;
    private final MediaChunk[] free;
    private final MediaChunk[] retired;
    private int freeCount;
    private int retiredCount;
    private final AtomicLong exhausted = new AtomicLong();

    /**
     * Reserves the memory; it becomes resident as it is first used.
     *
     * @param chunks how many, at least 1
     * @param chunkBytes size of each, a power of two of at least {@link AlignedBuffer#PAGE}
     */
    public ChunkPool(int chunks, int chunkBytes) {
        if (chunks < 1 || Integer.bitCount(chunkBytes) != 1 || chunkBytes < AlignedBuffer.PAGE) {
            throw new IllegalArgumentException("a pool has at least 1 chunk of a power of two of at least "
                    + AlignedBuffer.PAGE + " bytes, not " + chunks + " of " + chunkBytes);
        }
        this.chunkBytes = chunkBytes;
        arena = new AlignedBuffer((long) chunks * chunkBytes);
        free = new MediaChunk[chunks];
        retired = new MediaChunk[chunks];
        // From the top, so that the lowest addresses are used first and the rest never becomes resident.
        for (int i = 0; i < chunks; i++) {
            long at = (long) (chunks - 1 - i) * chunkBytes;
            free[i] = new MediaChunk(arena.address() + at, arena.view(at, chunkBytes));
        }
        freeCount = chunks;
    }

    public int chunkBytes() {
        return chunkBytes;
    }

    public int capacity() {
        return free.length;
    }

    /** Chunks that can be taken now. */
    public int available() {
        return freeCount;
    }

    /** How often a stream wanted a chunk and none was free. Any thread. */
    public long exhausted() {
        return exhausted.get();
    }

    @Nullable MediaChunk take() {
        if (freeCount == 0) {
            exhausted.lazySet(exhausted.get() + 1);
            return null;
        }
        return free[--freeCount];
    }

    void retire(MediaChunk chunk) {
        chunk.cancel();
        retired[retiredCount++] = chunk;
    }

    /** Frees what was retired and is in nobody's hands; call only when all sends are flushed. */
    void reclaim() {
        int kept = 0;
        for (int i = 0; i < retiredCount; i++) {
            MediaChunk chunk = retired[i];
            if (chunk.state() == MediaChunk.State.REQUESTED) {
                retired[kept++] = chunk;
            } else {
                chunk.free();
                free[freeCount++] = chunk;
            }
        }
        retiredCount = kept;
    }

    /** Frees the memory; the owner has seen every reader and sender end first. */
    @Override
    public void close() {
        arena.close();
    }
}
