package io.mediachassis.controller.eventlog;

import io.mediachassis.backplane.proto.UnitEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an event log, each named for the number of its first event; the newest is written. Bounded: the oldest
 * goes when one too many is begun. Not thread-safe.
 */
final class EventFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFiles.class);
    private static final String PREFIX = "events-";
    private static final String SUFFIX = ".log";

    private final Path folder;
    private final EventLog.Settings settings;
    private final NavigableMap<Long, Path> files = new TreeMap<>();
    private EventFile current;
    private long lastGiven;
    private long cutBytes;

    /**
     * Opens what is in a folder, which is made if it is missing.
     *
     * @param found told of each whole event, in order
     * @throws EventLogException if it can't be read or written, or was written by a newer version
     */
    EventFiles(Path folder, EventLog.Settings settings, Consumer<UnitEvent> found) {
        this.folder = folder;
        this.settings = settings;
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> inFolder = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
                for (Path path : inFolder) {
                    files.put(firstNumber(path), path);
                }
            }
        } catch (IOException e) {
            throw new EventLogException("can't open the event log in " + folder + ": " + e.getMessage()
                    + "; make the folder writable for this program", e);
        }
        long wholeBytes = 0;
        for (var file : files.entrySet()) {
            EventFile.Content content = EventFile.read(file.getValue());
            content.events().forEach(found);
            lastGiven = Math.max(lastGiven, file.getKey() - 1);
            wholeBytes = content.wholeBytes();
            if (content.torn()) {
                cutBytes += content.fileBytes() - content.wholeBytes();
                LOG.info(
                        "Event log file {} ends in {} bytes that are no whole record; they are left out",
                        file.getValue(),
                        content.fileBytes() - content.wholeBytes());
            }
        }
        if (files.isEmpty()) {
            files.put(1L, path(1));
        }
        current = EventFile.open(files.lastEntry().getValue(), wholeBytes);
    }

    /** The highest number that a file's name shows to have been given, even if its record never became whole. */
    long lastGiven() {
        return lastGiven;
    }

    /** How many bytes of torn records were left out when the files were opened. */
    long cutBytes() {
        return cutBytes;
    }

    /**
     * Appends an event, which is on the disk when this returns; begins a new file where it would be above the bound.
     *
     * @throws EventLogException if it can't be stored
     */
    void append(UnitEvent event) {
        int bytes = event.getSerializedSize() + EventFile.RECORD_OVERHEAD;
        if (current.size() > EventFile.HEADER_BYTES && current.size() + bytes > settings.bytesPerFile()) {
            rotate(event.getNumber());
        }
        current.append(event);
    }

    private void rotate(long firstNumber) {
        Path path = path(firstNumber);
        EventFile next = EventFile.open(path, 0);
        current.close();
        files.put(firstNumber, path);
        current = next;
        try {
            while (files.size() > settings.files()) {
                Files.deleteIfExists(files.pollFirstEntry().getValue());
            }
        } catch (IOException e) {
            throw new EventLogException("can't delete an old event log file in " + folder + ": " + e.getMessage()
                    + "; make the folder writable for this program", e);
        }
    }

    /**
     * Reads the file that would hold an event, and those after it.
     *
     * @param number of the event
     * @param more takes a file's events, oldest first; false: that was enough
     */
    void readFrom(long number, Predicate<Iterable<UnitEvent>> more) {
        Long from = files.floorKey(number);
        for (Path path : files.tailMap(from == null ? 0L : from, true).values()) {
            if (!more.test(EventFile.read(path).events())) {
                return;
            }
        }
    }

    @Override
    public void close() {
        current.close();
    }

    private Path path(long firstNumber) {
        return folder.resolve(String.format("%s%020d%s", PREFIX, firstNumber, SUFFIX));
    }

    private static long firstNumber(Path path) {
        String text = String.valueOf(path.getFileName());
        try {
            return Long.parseLong(text.substring(PREFIX.length(), text.length() - SUFFIX.length()));
        } catch (NumberFormatException e) {
            throw new EventLogException(path + " is not named like an event log file; move it away", e);
        }
    }
}
