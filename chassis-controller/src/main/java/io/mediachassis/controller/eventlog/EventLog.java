package io.mediachassis.controller.eventlog;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Term;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The persistent event log. An event is on the disk when {@link #append} returns (unless the disk is full, which is
 * counted). Numbers only rise, over restarts and switch-overs: each reign of a controller has numbers of its own, from
 * {@link #REIGN_NUMBERS} times its epoch up, so that the number of an event that the other controller logged and had not
 * replicated yet when it died is never given again. The standby {@link #importEvents imports} what the active one logs.
 * Bounded: the oldest of a fixed number of files goes when a new one is begun. A tail torn by a power cut is cut off at
 * the start; a file damaged in the middle keeps what was before the damage.
 *
 * <p>Any thread; each call holds one lock, so {@code append} costs its callers one fsync. Listeners are called under the
 * lock, in order of numbers, and must only hand on.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    /** Numbers that a reign has for itself; 2^32 epochs of them fit what JSON's readers take as a whole number, 2^53. */
    public static final long REIGN_NUMBERS = 1 << 20;

    /**
     * Bounds of the log.
     *
     * @param files 2 to 1000
     * @param bytesPerFile 4 KiB to 1 GiB
     * @param recent how many of the newest are kept in memory, 1 to 100000
     */
    public record Settings(int files, long bytesPerFile, int recent) {
        public static final Settings DEFAULT = new Settings(4, 1 << 20, 2048);

        public Settings {
            if (files < 2 || files > 1000 || bytesPerFile < 4096 || bytesPerFile > 1 << 30
                    || recent < 1 || recent > 100_000) {
                throw new IllegalArgumentException("event log of " + files + " files of " + bytesPerFile
                        + " bytes with " + recent
                        + " in memory: 2 to 1000 files of 4 KiB to 1 GiB and 1 to 100000 are possible");
            }
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final ArrayDeque<UnitEvent> recent = new ArrayDeque<>();
    private final CopyOnWriteArrayList<Consumer<UnitEvent>> listeners = new CopyOnWriteArrayList<>();
    private final EventFiles files;
    private long lastNumber;
    private long reign;
    private long notStored;

    /**
     * Opens the log in a folder, which is made if it is missing.
     *
     * @throws EventLogException if it can't be read or written, or was written by a newer version
     */
    public EventLog(Path folder, Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.files = new EventFiles(folder, settings, this::remember);
        this.lastNumber = Math.max(lastNumber, files.lastGiven());
    }

    /**
     * Opens the log as the constructor does.
     *
     * @throws IOException where that throws {@link EventLogException}: for a caller that has to say so and end
     */
    public static EventLog open(Path folder, Settings settings, Clock clock) throws IOException {
        try {
            return new EventLog(folder, settings, clock);
        } catch (EventLogException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * This controller is active from here on: events that it logs get the numbers of its reign.
     *
     * @param epoch of the reign, 1 to 2^32 - 1; rises from reign to reign of either controller
     */
    public synchronized void beginReign(long epoch) {
        reign = epoch;
    }

    /**
     * Numbers an event, gives it the time of day and stores it.
     *
     * @return the event; with number 0, and not stored, where a later reign's events are here already: its numbers are
     *     the other controller's to give
     */
    public UnitEvent append(NewEvent event) {
        return append(UnitEvent.newBuilder()
                .setSeverity(event.severity())
                .setKind(event.kind())
                .setSlot(event.slot())
                .setText(event.text()));
    }

    /** A change of the director, with its term. */
    public UnitEvent appendDirectorChange(NewEvent event, Term term, int oldSlot) {
        return append(UnitEvent.newBuilder()
                .setSeverity(event.severity())
                .setKind(event.kind())
                .setSlot(event.slot())
                .setText(event.text())
                .setTerm(term)
                .setOldSlot(oldSlot));
    }

    private synchronized UnitEvent append(UnitEvent.Builder event) {
        event.setAtEpochMs(clock.now().toEpochMilli());
        if (reign > 0 && lastNumber >= (reign + 1) * REIGN_NUMBERS) {
            return event.build();
        }
        UnitEvent numbered =
                event.setNumber(Math.max(lastNumber, reign * REIGN_NUMBERS) + 1).build();
        store(numbered);
        return numbered;
    }

    /**
     * Takes over events of the other controller with their numbers. What is not above the last number here is known
     * already and left out.
     *
     * @return how many were new
     */
    public synchronized int importEvents(List<UnitEvent> events) {
        int taken = 0;
        for (UnitEvent event : events) {
            if (Long.compareUnsigned(event.getNumber(), lastNumber) > 0 && event.getNumber() > 0) {
                store(event);
                taken++;
            }
        }
        return taken;
    }

    private void store(UnitEvent event) {
        try {
            files.append(event);
        } catch (EventLogException e) {
            // A full disk must not stop the unit: the event is shown and counted, only not kept.
            if (notStored++ == 0) {
                LOG.error("Events are not stored until the disk has room again: {}", e.getMessage());
            }
        }
        remember(event);
        listeners.forEach(listener -> listener.accept(event));
    }

    private void remember(UnitEvent event) {
        lastNumber = Math.max(lastNumber, event.getNumber());
        recent.addLast(event);
        if (recent.size() > settings.recent()) {
            recent.removeFirst();
        }
    }

    /** The number of the newest event; 0 when there is none. */
    public synchronized long lastNumber() {
        return lastNumber;
    }

    /** How many bytes of torn records were left out at the start. */
    public long cutBytes() {
        return files.cutBytes();
    }

    /** How many events could not be stored (disk full). */
    public synchronized long notStored() {
        return notStored;
    }

    /**
     * Events above a number, oldest first.
     *
     * @param after 0 for all
     * @param limit at most so many, 1 or more
     */
    public List<UnitEvent> query(long after, int limit) {
        return query(after, limit, Severity.INFO, "");
    }

    /**
     * Events above a number, oldest first.
     *
     * @param atLeast the least severity
     * @param kindPrefix for example {@code blade.} or {@code director.changed}; empty for all
     */
    public synchronized List<UnitEvent> query(long after, int limit, Severity atLeast, String kindPrefix) {
        List<UnitEvent> answer = new ArrayList<>();
        UnitEvent oldest = recent.peekFirst();
        if (oldest == null || after + 1 >= oldest.getNumber()) {
            select(recent, after, limit, atLeast, kindPrefix, answer);
            return answer;
        }
        files.readFrom(after + 1, events -> {
            select(events, after, limit, atLeast, kindPrefix, answer);
            return answer.size() < limit;
        });
        return answer;
    }

    private static void select(
            Iterable<UnitEvent> from, long after, int limit, Severity atLeast, String kind, List<UnitEvent> to) {
        for (UnitEvent event : from) {
            if (to.size() >= limit) {
                return;
            }
            if (event.getNumber() > after
                    && event.getSeverityValue() >= atLeast.getNumber()
                    && event.getKind().startsWith(kind)) {
                to.add(event);
            }
        }
    }

    /** The newest events, oldest of them first. */
    public synchronized List<UnitEvent> newest(int limit) {
        List<UnitEvent> all = new ArrayList<>(recent);
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    /** Every event from now on; closing ends it. */
    public AutoCloseable follow(Consumer<UnitEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized void close() {
        files.close();
    }
}
