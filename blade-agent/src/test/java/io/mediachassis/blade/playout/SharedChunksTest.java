package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedChunksTest {
    private static final int SIZE = 4096;

    private final Path file = Path.of("/volume-1/programs/film/00000.ts");
    private final ChunkPool pool = new ChunkPool(8, SIZE);

    @AfterEach
    void close() {
        pool.close();
    }

    private MediaChunk read(Path from, long offset, long dueNs) {
        MediaChunk chunk = pool.take();
        assertNotNull(chunk);
        chunk.prepare(from, offset, SIZE, dueNs, 0, (int) (offset / SIZE));
        pool.offer(chunk);
        return chunk;
    }

    @Test
    void streamsCloseTogetherShareOneReadWhileAnyUsesIt() {
        MediaChunk first = read(file, 0, 1000);
        assertNull(pool.share(file, 0, 0, 999), "its read waits for a later time");
        assertSame(first, pool.share(file, 0, 0, 1000));
        first.ready();
        assertSame(first, pool.share(file, 0, 0, 1));
        assertNull(pool.share(file, SIZE, 0, 2000));
        assertNull(pool.share(Path.of(file.toString()), 0, 0, 2000), "a file written anew under the name");
        assertEquals(2, pool.sharedHits());
        assertEquals(3, pool.sharedMisses());
        pool.retire(first);
        pool.retire(first);
        pool.reclaim();
        assertSame(first, pool.share(file, 0, 0, 1), "still used by one, now two");
        pool.retire(first);
        pool.retire(first);
        assertSame(first, pool.share(file, 0, 0, 1), "given back in this batch, wanted again");
        pool.reclaim();
        pool.retire(first);
        pool.reclaim();
        assertSame(first, pool.share(file, 0, 0, 1), "it lingers");
        pool.retire(first);
        pool.reclaim();
        assertEquals(8, pool.available());
    }

    @Test
    void whatLingersGivesWayOldestFirst() {
        List<MediaChunk> chunks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            MediaChunk chunk = read(file, (long) i * SIZE, 1000);
            chunk.ready();
            chunks.add(chunk);
        }
        chunks.forEach(pool::retire);
        pool.reclaim();
        assertNull(pool.share(file, 0, 0, 1), "a quarter of the pool lingers");
        assertSame(chunks.get(1), pool.share(file, SIZE, 0, 1));
        pool.retire(chunks.get(1));
        pool.reclaim();
        assertEquals(8, pool.available());
        for (int i = 0; i < 7; i++) {
            assertNotSame(chunks.get(1), read(Path.of("/other"), (long) i * SIZE, 1));
        }
        assertSame(chunks.get(1), pool.take());
        assertNull(pool.take());
        assertNull(pool.share(file, SIZE, 0, 1));
    }

    @Test
    void failedAndCancelledReadsAreSharedByNobody() {
        MediaChunk bad = read(file, 0, 1000);
        bad.failed("test");
        assertNull(pool.share(file, 0, 0, 1000));
        pool.retire(bad);
        MediaChunk cancelled = read(file, 0, 1000);
        pool.retire(cancelled);
        assertTrue(cancelled.cancelled());
        assertNull(pool.share(file, 0, 0, 1000));
        pool.reclaim();
        assertEquals(7, pool.available(), "the reader still has one");
        cancelled.failed("cancelled");
        pool.reclaim();
        assertEquals(8, pool.available());
    }

    @Test
    void noChunkIsEverHeldTwiceOrLost() {
        long seed = 20261121;
        Random random = new Random(seed);
        List<MediaChunk> held = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(4);
            if (what < 2) {
                long offset = (long) random.nextInt(12) * SIZE;
                @Nullable MediaChunk chunk = pool.share(file, offset, 0, step);
                if (chunk == null && pool.available() > 0) {
                    chunk = read(file, offset, step);
                    if (random.nextInt(8) > 0) {
                        chunk.ready();
                    }
                }
                if (chunk != null) {
                    assertEquals(offset, chunk.offset(), "seed " + seed);
                    held.add(chunk);
                }
            } else if (what == 2 && !held.isEmpty()) {
                MediaChunk chunk = held.remove(random.nextInt(held.size()));
                if (chunk.state() == MediaChunk.State.REQUESTED) {
                    chunk.failed("test");
                }
                pool.retire(chunk);
            } else {
                pool.reclaim();
            }
        }
        held.forEach(pool::retire);
        Set<MediaChunk> all = new HashSet<>(held);
        all.forEach(c -> {
            if (c.state() == MediaChunk.State.REQUESTED) {
                c.failed("test");
            }
        });
        pool.reclaim();
        assertEquals(8, pool.available(), "seed " + seed);
        for (int i = 0; i < 8; i++) {
            assertNotNull(pool.take());
        }
        assertNull(pool.take());
    }
}
