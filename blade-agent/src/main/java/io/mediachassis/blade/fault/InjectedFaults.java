package io.mediachassis.blade.fault;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DiskFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults that a file names, a line for each volume: {@code volume-1 slow 3000}. A volume without a line is well, and
 * without the file all are. {@link #run} by one thread, some times a second; what it gives out is for any.
 */
public final class InjectedFaults implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InjectedFaults.class);
    private static final int MOST_BYTES = 64 * 1024;

    private final Path file;
    private final Clock clock;
    private final Map<String, FaultyDisk> disks = new LinkedHashMap<>();
    private String read = "";
    private volatile boolean closed;

    public InjectedFaults(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Before the first {@link #run}. */
    public DiskFaults of(String volume) {
        return disks.computeIfAbsent(volume, name -> new FaultyDisk(name, clock));
    }

    /** Reads the file again. */
    @Override
    public void run() {
        try {
            String text = Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
            if (!text.equals(read)) {
                read = text;
                set(parse(text));
            }
        } catch (NoSuchFileException e) {
            if (!read.isEmpty()) {
                read = "";
                set(Map.of());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not read: {}; the disks are as before", file, e.getMessage());
        }
    }

    private void set(Map<String, VolumeFault> faults) {
        disks.forEach((volume, disk) -> {
            VolumeFault now = closed ? VolumeFault.WELL : faults.getOrDefault(volume, VolumeFault.WELL);
            if (!now.equals(disk.fault())) {
                LOG.info("The disk of {} is simulated to be: {}", volume, now);
                disk.is(now);
            }
        });
    }

    private static Map<String, VolumeFault> parse(String text) {
        Map<String, VolumeFault> faults = new HashMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = line.split(" ", 2);
            faults.put(words[0], VolumeFault.parse(words.length < 2 ? "" : words[1]));
        });
        return faults;
    }

    /** What the file is to have. */
    public static String write(Map<String, VolumeFault> faults) {
        StringBuilder text = new StringBuilder();
        faults.forEach((volume, fault) -> text.append(volume).append(' ').append(fault).append('\n'));
        return text.toString();
    }

    /** All disks are well, so that nothing is held up while the agent ends. */
    @Override
    public void close() {
        closed = true;
        disks.values().forEach(disk -> disk.is(VolumeFault.WELL));
    }
}
