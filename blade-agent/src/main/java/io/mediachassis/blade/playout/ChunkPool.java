package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bounded native memory of one playout thread, cut into chunks of one size. {@link #take} answers null when all are
 * in use, which is counted and means "busy". Streams close together share chunks. One given back is only free again after the next {@link #reclaim()},
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
    private final SharedChunks shared;
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
        shared = new SharedChunks(chunks);
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
        return freeCount + shared.lingering();
    }

    /** How often a stream wanted a chunk and none was free. Any thread. */
    public long exhausted() {
        return exhausted.get();
    }

    /** Chunks that a stream did not have to read, since another had. Any thread. */
    public long sharedHits() {
        return shared.hits();
    }

    /** Chunks that were looked for among the shared ones and had to be read. Any thread. */
    public long sharedMisses() {
        return shared.misses();
    }

    @Nullable MediaChunk take() {
        MediaChunk chunk = null;
        if (freeCount > 0) {
            chunk = free[--freeCount];
        } else {
            chunk = shared.takeOldest();
            if (chunk == null) {
                exhausted.lazySet(exhausted.get() + 1);
                return null;
            }
            chunk.free();
        }
        chunk.users = 1;
        return chunk;
    }

    /** A chunk with this place of this file that another stream asked for, for one more user; or null. */
    @Nullable MediaChunk share(Path file, long offset, int segment, long dueNs) {
        return shared.find(file, offset, segment, dueNs);
    }

    /** The same of one that was read and is there still, for what was sent from it before. */
    @Nullable MediaChunk recall(Path file, long offset, int segment) {
        return shared.recall(file, offset, segment);
    }

    /** The chunk's read was accepted: streams close behind may share it. */
    void offer(MediaChunk chunk) {
        shared.add(chunk);
    }

    /** One user less; the last one gives it back. */
    void retire(MediaChunk chunk) {
        if (--chunk.users > 0) {
            return;
        }
        if (chunk.state() != MediaChunk.State.READY) {
            chunk.cancel();
            shared.remove(chunk);
        }
        if (!chunk.retired) {
            chunk.retired = true;
            retired[retiredCount++] = chunk;
        }
    }

    /** Frees what was retired and is in nobody's hands; call only when all sends are flushed. */
    void reclaim() {
        int kept = 0;
        for (int i = 0; i < retiredCount; i++) {
            MediaChunk chunk = retired[i];
            if (chunk.state() == MediaChunk.State.REQUESTED) {
                retired[kept++] = chunk;
                continue;
            }
            chunk.retired = false;
            if (chunk.users > 0) {
                continue;
            }
            MediaChunk goes = chunk.inTable ? shared.linger(chunk) : chunk;
            if (goes != null) {
                goes.free();
                free[freeCount++] = goes;
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
