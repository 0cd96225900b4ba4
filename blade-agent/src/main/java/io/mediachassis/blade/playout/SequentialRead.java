package io.mediachassis.blade.playout;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file from start to end as a stream without a pace would: some chunks ahead through a volume's channel, each
 * given back once it is there. The owner of the pool's thread.
 */
public final class SequentialRead {
    private final ChunkReader reader;
    private final ChunkPool pool;
    private final Path file;
    private final long length;
    private final @Nullable MediaChunk[] ahead;
    private long asked;
    private long done;
    private int head;
    private int count;

    /** @param depth chunks asked for at once, at least 1 */
    public SequentialRead(ChunkReader reader, ChunkPool pool, Path file, long length, int depth) {
        this.reader = reader;
        this.pool = pool;
        this.file = file;
        this.length = length;
        this.ahead = new @Nullable MediaChunk[depth];
    }

    /**
     * Takes what is there and asks for more.
     *
     * @param nowNs is the deadline of what is asked for
     * @return false once all is read
     */
    public boolean work(long nowNs) throws IOException {
        while (count > 0) {
            MediaChunk first = ahead[head];
            if (first == null || first.state() == MediaChunk.State.REQUESTED) {
                break;
            }
            if (first.lost()) {
                throw new IOException(first.error());
            }
            done += first.length();
            ahead[head] = null;
            head = (head + 1) % ahead.length;
            count--;
            pool.retire(first);
        }
        pool.reclaim();
        while (count < ahead.length && asked < length) {
            MediaChunk chunk = pool.take();
            if (chunk == null) {
                break;
            }
            int size = (int) Math.min(pool.chunkBytes(), length - asked);
            chunk.prepare(file, asked, size, nowNs, 0, (int) (asked / pool.chunkBytes()));
            if (!reader.request(chunk)) {
                chunk.failed("volume busy");
                pool.retire(chunk);
                break;
            }
            ahead[(head + count++) % ahead.length] = chunk;
            asked += size;
        }
        return done < length;
    }
}
