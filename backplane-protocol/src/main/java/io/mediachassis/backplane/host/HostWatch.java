package io.mediachassis.backplane.host;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.StorageVolume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the board each second and at its volumes every five, on threads of its own, so that whoever reports it
 * waits neither for a card nor for a disk: a disk that hangs leaves its volumes' figures as they were, and nothing else.
 * {@link #latest} on any thread.
 */
public final class HostWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final long BOARD_S = 1;
    private static final long VOLUMES_S = 5;

    private final Supplier<HostReader> opening;
    private final List<Path> folders;
    private final Clock clock;
    private final ScheduledExecutorService boardThread = Executors.newSingleThreadScheduledExecutor(named("host-watch"));
    private final ScheduledExecutorService volumesThread =
            Executors.newSingleThreadScheduledExecutor(named("host-volumes"));
    private volatile List<StorageVolume> volumes = List.of();
    private @Nullable HostReader reader;
    private volatile @Nullable HostReport latest;

    /**
     * @param dataFolder where the interfaces' numbers are kept
     * @param folders of the volumes, in the configured order
     */
    public HostWatch(Path dataFolder, List<Path> folders, Clock clock) {
        this(() -> new HostReader(Path.of("/proc"), Path.of("/sys"), dataFolder.resolve("interfaces")), folders, clock);
    }

    /** @param opening reads files, so it is asked on the watch's own thread */
    HostWatch(Supplier<HostReader> opening, List<Path> folders, Clock clock) {
        this.opening = opening;
        this.folders = List.copyOf(folders);
        this.clock = clock;
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins. */
    public HostWatch start() {
        volumesThread.scheduleWithFixedDelay(() -> volumes = sample(folders), 0, VOLUMES_S, TimeUnit.SECONDS);
        boardThread.scheduleWithFixedDelay(this::look, 0, BOARD_S, TimeUnit.SECONDS);
        return this;
    }

    private void look() {
        try {
            HostReader open = reader == null ? opening.get() : reader;
            reader = open;
            latest = open.read(clock.nanoTime()).addAllVolumes(volumes).build();
        } catch (RuntimeException e) {
            LOG.warn("The board can't be looked at; what is shown of it is old", e);
        }
    }

    /** How full the file system of each folder is. */
    static List<StorageVolume> sample(List<Path> folders) {
        List<StorageVolume> sampled = new ArrayList<>();
        for (Path folder : folders) {
            long total = folder.toFile().getTotalSpace();
            sampled.add(StorageVolume.newBuilder()
                    .setNumber(sampled.size() + 1)
                    .setFolder(folder.toString())
                    .setTotalBytes(total)
                    .setUsedBytes(Math.max(0, total - folder.toFile().getFreeSpace()))
                    .build());
        }
        return List.copyOf(sampled);
    }

    /** The board as last looked at; none before the first time. */
    public Optional<HostReport> latest() {
        return Optional.ofNullable(latest);
    }

    @Override
    public void close() {
        boardThread.shutdownNow();
        volumesThread.shutdownNow();
    }
}
