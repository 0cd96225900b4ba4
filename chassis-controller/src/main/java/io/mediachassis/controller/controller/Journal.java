package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.NewEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a controller keeps on its disk and shares with the other one: the event log, and which blades the operator
 * switched off. Written in order by one thread, so that the control loop never waits for the disk; whoever
 * acknowledges something waits for {@link #durable}. Control loop, unless said otherwise.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path operatorOffFile;
    private final EventLog log;
    private final ExecutorService disk;
    private CompletableFuture<Void> operatorOffStored = CompletableFuture.completedFuture(null);
    private int operatorOff;
    private boolean everActive;

    /** @throws IOException when the log can't be opened, or was written by a newer version */
    Journal(Path dataFolder, Clock clock) throws IOException {
        this.operatorOffFile = dataFolder.resolve("operator-off");
        this.log = EventLog.open(dataFolder.resolve("events"), EventLog.Settings.DEFAULT, clock);
        this.operatorOff = readOperatorOff();
        this.disk = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "journal");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** For queries; any thread. */
    EventLog events() {
        return log;
    }

    /** Told of each event once it is on the disk, on the journal's thread. */
    AutoCloseable follow(Consumer<UnitEvent> listener) {
        return log.follow(listener);
    }

    /** This controller is active in this epoch, and numbers events. */
    void beginReign(long epoch) {
        everActive = true;
        log.beginReign(epoch);
    }

    /** Stores an event of this controller's reign; one that never was active has none to tell. */
    void log(NewEvent event) {
        LOG.info("{} {}: {}", event.kind(), event.slot() == 0 ? "" : "blade " + event.slot(), event.text());
        if (everActive) {
            disk.execute(() -> log.append(event));
        }
    }

    void logDirectorChange(NewEvent event, Term term, int oldSlot) {
        LOG.info("{}: {}", event.kind(), event.text());
        disk.execute(() -> log.appendDirectorChange(event, term.toProto(), oldSlot));
    }

    /** Takes over what the active controller logged. */
    void importEvents(List<UnitEvent> events) {
        if (!events.isEmpty()) {
            disk.execute(() -> log.importEvents(events));
        }
    }

    /** Bit n-1: the operator switched slot n off. */
    int operatorOff() {
        return operatorOff;
    }

    /** Stores the mask, of this controller's operator or the active one's. */
    void operatorOff(int mask) {
        if (mask == operatorOff) {
            return;
        }
        operatorOff = mask;
        CompletableFuture<Void> stored = new CompletableFuture<>();
        operatorOffStored = stored;
        disk.execute(() -> {
            try {
                DurableFile.write(operatorOffFile, Integer.toString(mask).getBytes(StandardCharsets.US_ASCII));
                stored.complete(null);
            } catch (IOException e) {
                LOG.error("Which blades the operator switched off can't be stored in {}: {}; free its disk, or a restart "
                        + "switches them on", operatorOffFile, e.getMessage());
                stored.completeExceptionally(e);
            }
        });
    }

    /**
     * Completes, on the journal's thread, when all that was given so far is on the disk (or could not be, for events: a
     * full disk is counted and does not stop the unit). Fails when the operator's word could not be stored.
     */
    CompletableFuture<Void> durable() {
        CompletableFuture<Void> stored = operatorOffStored;
        return CompletableFuture.runAsync(() -> {}, disk).thenCompose(written -> stored);
    }

    private int readOperatorOff() {
        try {
            return Files.exists(operatorOffFile) ? Integer.parseInt(Files.readString(operatorOffFile).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} can't be read; all blades may be powered up", operatorOffFile);
            return 0;
        }
    }

    /** Any thread, when nothing is given any more: writes what waits. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(3, TimeUnit.SECONDS)) {
                LOG.warn("The disk of {} is too slow: the last events are not stored", operatorOffFile.getParent());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
