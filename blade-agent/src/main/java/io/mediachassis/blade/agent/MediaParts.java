package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.blade.ingest.Ingest;
import io.mediachassis.blade.ingest.Remux;
import io.mediachassis.blade.ingest.RemuxSettings;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What does not depend on the slot and takes time to open: the store with its check, the disk's channel, workers. */
final class MediaParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaParts.class);
    private static final int DISK_REQUESTS = 4096;
    private static final int TRICK_STREAMS = 128;
    private static final int INGESTS = 4;
    private static final int FETCHES = 32;
    private static final int COPIES_WAITING = 64;

    final ProgramStore store;
    final IoChannel disk;
    final ChunkPool pool;
    /** For reading pictures at other scales than 1; one chunk a stream. */
    final ChunkPool trickPool;
    final Ingest ingest;
    final RandomGenerator random;
    final CounterRegistry counters;
    /** Reads indexes for streams that open. */
    final ExecutorService reader;
    /** One thread for each program that is taken in; no queue, so that one more is refused. */
    final ExecutorService ingests;
    /** Fetches that a stream waits for; no queue, so that one more is refused. */
    final ExecutorService fetches;
    /** One copy at a time. */
    final ExecutorService copies;

    MediaParts(AgentConfig config, Clock clock, RandomGenerator random, Path data, CounterRegistry counters)
            throws IOException {
        this.random = random;
        this.counters = counters;
        Path volume = data.resolve("volume-1");
        StoreSettings defaults = StoreSettings.defaults();
        store = ProgramStore.open(volume, clock, new StoreSettings(
                SegmenterSettings.ofTarget(config.segmentDuration()), config.diskReserve(), defaults.cachedMarks()));
        LOG.info("Store {}: {}", volume, store.report());
        disk = new IoChannel("volume-1", DISK_REQUESTS, true);
        disk.start();
        pool = new ChunkPool(config.readBuffers(), ChunkPool.DEFAULT_CHUNK_BYTES);
        trickPool = new ChunkPool(TRICK_STREAMS, ChunkPool.DEFAULT_CHUNK_BYTES);
        ingest = new Ingest(store, new Remux(RemuxSettings.defaults()), volume.resolve("spool"));
        reader = Executors.newSingleThreadExecutor(Agent.daemon("index-reader"));
        ingests = new ThreadPoolExecutor(
                0, INGESTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Agent.daemon("ingest"));
        fetches = new ThreadPoolExecutor(
                0, FETCHES, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Agent.daemon("fetch"));
        copies = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(COPIES_WAITING),
                Agent.daemon("copy"));
    }

    @Override
    public void close() throws IOException {
        ingests.shutdownNow();
        fetches.shutdownNow();
        copies.shutdownNow();
        reader.shutdownNow();
        disk.close();
        pool.close();
        trickPool.close();
        store.close();
    }
}
