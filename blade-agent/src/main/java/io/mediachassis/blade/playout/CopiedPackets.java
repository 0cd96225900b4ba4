package io.mediachassis.blade.playout;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Memory of the pool for packets that leave otherwise than they were read, since what was read may be other streams' too.
 * It is used from its start to its end and then given back, which frees it behind the flush; one chunk is kept from the
 * first packet on, for all streams of a thread. The playout thread's.
 */
final class CopiedPackets {
    /** Where made packets are from: no file. */
    private static final Path MADE = Path.of("copied");

    private final ChunkPool pool;
    private @Nullable MediaChunk chunk;
    private int next;

    CopiedPackets(ChunkPool pool) {
        this.pool = pool;
    }

    /** Has room for {@link DuePackets#PAYLOAD} bytes from {@link #offset} on; null when there is no memory now. */
    @Nullable MediaChunk room() {
        MediaChunk here = chunk;
        if (here != null && next + DuePackets.PAYLOAD <= pool.chunkBytes()) {
            return here;
        }
        MediaChunk taken = pool.take();
        if (taken == null) {
            return null;
        }
        if (here != null) {
            pool.retire(here);
        }
        taken.prepare(MADE, 0, pool.chunkBytes(), 0, 0, 0);
        taken.ready();
        chunk = taken;
        next = 0;
        return taken;
    }

    int offset() {
        return next;
    }

    /** The room is in use until the flush. */
    void taken() {
        next += DuePackets.PAYLOAD;
    }
}
