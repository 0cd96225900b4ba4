package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.host.HostWatch;
import io.mediachassis.blade.distribution.Distributions;
import io.mediachassis.blade.fault.InjectedFaults;
import io.mediachassis.blade.ingest.Ingest;
import io.mediachassis.blade.ingest.Remux;
import io.mediachassis.blade.ingest.RemuxSettings;
import io.mediachassis.blade.os.DiskFaults;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.DiskFigures;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.IoChannels;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Scrubber;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
    private static final int FAR_COPIES = 8;
    private static final int WATCH_MS = 200;
    private static final int FAULTS_MS = 100;
    private static final int FIGURES_MS = 1_000;
    /** Start-up has better things to do. */
    private static final long SCRUB_AFTER_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int PLAYLISTS_WAITING = 1024;

    final ProgramStore store;
    final IoChannels disk;
    final VolumeWatch watch;
    final HostWatch host;
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
    /** Segments from other stations; no queue, so that one more is refused. */
    final ExecutorService farCopies;
    private final List<IoChannel> channels = new ArrayList<>();
    private final ScheduledExecutorService watcher;
    private final @Nullable InjectedFaults faults;
    private final List<ScheduledExecutorService> scrubs = new ArrayList<>();
    /** Reads key frames for HLS playlists. */
    final ExecutorService playlists;

    MediaParts(AgentConfig config, Clock clock, RandomGenerator random, Path data, CounterRegistry counters)
            throws IOException {
        this.random = random;
        this.counters = counters;
        List<Path> folders = config.volumeFolders();
        watcher = Executors.newSingleThreadScheduledExecutor(Agent.daemon("volume-watch"));
        faults = config.diskFaults().isEmpty() ? null : new InjectedFaults(data.resolve(config.diskFaults()), clock);
        for (Path folder : folders) {
            String volume = String.valueOf(folder.getFileName());
            IoChannel channel = new IoChannel(volume, config.volumeThreads(), DISK_REQUESTS, true, clock,
                    faults == null ? DiskFaults.NONE : faults.of(volume));
            channel.start();
            channels.add(channel);
        }
        StoreSettings defaults = StoreSettings.defaults();
        if (faults != null) {
            faults.run();
            watcher.scheduleWithFixedDelay(faults, FAULTS_MS, FAULTS_MS, TimeUnit.MILLISECONDS);
        }
        host = new HostWatch(data, folders, clock).start();
        store = ProgramStore.open(folders, clock, new StoreSettings(
                SegmenterSettings.ofTarget(config.segmentDuration()), config.diskReserve(), defaults.cachedMarks(),
                config.volumeCapacity()),
                folder -> channels.get(folders.indexOf(folder)).turns());
        LOG.info("Store {}: {}", folders, store.report());
        disk = new IoChannels(folders, channels);
        watch = new VolumeWatch(store, folders, channels);
        watcher.scheduleWithFixedDelay(watch, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
        DiskFigures figures = new DiskFigures(channels);
        counters.register(figures.counts());
        watcher.scheduleWithFixedDelay(figures::sample, FIGURES_MS, FIGURES_MS, TimeUnit.MILLISECONDS);
        scrub(config.scrubRate(), folders);
        pool = new ChunkPool(config.readBuffers(), ChunkPool.DEFAULT_CHUNK_BYTES);
        trickPool = new ChunkPool(TRICK_STREAMS, ChunkPool.DEFAULT_CHUNK_BYTES);
        ingest = new Ingest(store, new Remux(RemuxSettings.defaults()), data.resolve("spool"));
        reader = Executors.newSingleThreadExecutor(Agent.daemon("index-reader"));
        ingests = new ThreadPoolExecutor(
                0, INGESTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Agent.daemon("ingest"));
        fetches = new ThreadPoolExecutor(
                0, FETCHES, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Agent.daemon("fetch"));
        copies = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(COPIES_WAITING),
                Agent.daemon("copy"));
        farCopies = new ThreadPoolExecutor(
                0, FAR_COPIES, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Agent.daemon("far-copy"));
        playlists = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(PLAYLISTS_WAITING), Agent.daemon("playlist"));
    }

    /** The volumes, each with turns of its own threads. */
    List<Distributions.Volume> volumes(List<Path> folders) {
        List<Distributions.Volume> volumes = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            volumes.add(new Distributions.Volume(folders.get(i), channels.get(i).turns()));
        }
        return volumes;
    }

    private void scrub(long bytesPerSecond, List<Path> folders) {
        if (bytesPerSecond == 0) {
            return;
        }
        long everyNs = TimeUnit.SECONDS.toNanos(1) * Scrubber.STEP_BYTES / bytesPerSecond;
        for (int i = 0; i < folders.size(); i++) {
            Scrubber scrubber = new Scrubber(store, folders.get(i), channels.get(i)::scrub);
            counters.register(scrubber.counts());
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Agent.daemon("scrub"));
            timer.scheduleWithFixedDelay(() -> {
                if (!scrubber.step()) {
                    LOG.debug("Nothing to scrub");
                }
            }, SCRUB_AFTER_NS, Math.max(1, everyNs), TimeUnit.NANOSECONDS);
            scrubs.add(timer);
        }
    }

    @Override
    public void close() throws IOException {
        ingests.shutdownNow();
        fetches.shutdownNow();
        copies.shutdownNow();
        farCopies.shutdownNow();
        playlists.shutdownNow();
        reader.shutdownNow();
        watcher.shutdownNow();
        if (faults != null) {
            faults.close();
        }
        scrubs.forEach(ScheduledExecutorService::shutdownNow);
        channels.forEach(IoChannel::close);
        host.close();
        pool.close();
        trickPool.close();
        store.close();
    }
}
