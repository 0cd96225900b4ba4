package io.mediachassis.sim.unit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the daemons' logs from filling the disk: one that is above the limit becomes {@code NAME.log.1}, in place of the
 * one before. The daemons write on to the same file, which is emptied (as logrotate's copytruncate does), since they
 * only have its descriptor; a line that comes in between is lost.
 */
final class LogRotation implements AutoCloseable {
    /** Bytes of a log above which it is rotated. */
    static final long MOST_BYTES = 50L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final long EVERY_SECONDS = 10;

    private final Path folder;
    private final long mostBytes;
    private final ScheduledExecutorService timer;

    LogRotation(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        // Not the supervisor's: copying a log would hold up a daemon's start.
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "logs");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Rotates what is too large now, and from now on. */
    void start() {
        rotate();
        timer.scheduleWithFixedDelay(this::rotate, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void rotate() {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path log : logs) {
                if (Files.size(log) > mostBytes) {
                    Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                        file.truncate(0);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("The logs in {} can't be rotated: {}", folder, e.toString());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
