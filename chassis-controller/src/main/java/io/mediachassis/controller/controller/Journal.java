package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.OperatorWord;
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
 * What a controller keeps on its disk and shares with the other one: the event log, which blades the operator
 * switched off, and what the fans have learned. Written in order by one thread, so that the control loop never waits for the disk; whoever
 * acknowledges something waits for {@link #durable}. Control loop, unless said otherwise.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path operatorFile;
    private final Path coolingFile;
    private final EventLog log;
    private final ExecutorService disk;
    private CompletableFuture<Void> operatorStored = CompletableFuture.completedFuture(null);
    private OperatorWord operatorWord;
    private CoolingMemory coolingMemory;
    private boolean everActive;

    /** @throws IOException when the log can't be opened, or was written by a newer version */
    Journal(Path dataFolder, Clock clock) throws IOException {
        this.operatorFile = dataFolder.resolve("operator-off");
        this.coolingFile = dataFolder.resolve("cooling");
        this.log = EventLog.open(dataFolder.resolve("events"), EventLog.Settings.DEFAULT, clock);
        this.operatorWord = readOperatorWord();
        this.coolingMemory = CoolingText.read(coolingFile);
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

    /** What the operator wants off or out. */
    OperatorWord operatorWord() {
        return operatorWord;
    }

    /** Stores it, of this controller's operator or the active one's. */
    void operatorWord(OperatorWord word) {
        if (word.equals(operatorWord)) {
            return;
        }
        operatorWord = word;
        CompletableFuture<Void> stored = new CompletableFuture<>();
        operatorStored = stored;
        disk.execute(() -> {
            try {
                DurableFile.write(operatorFile, text(word).getBytes(StandardCharsets.US_ASCII));
                stored.complete(null);
            } catch (IOException e) {
                LOG.error("Which blades the operator switched off can't be stored in {}: {}; free its disk, or a restart "
                        + "switches them on", operatorFile, e.getMessage());
                stored.completeExceptionally(e);
            }
        });
    }

    /** How the fans stand, and what was learned of them. */
    CoolingMemory coolingMemory() {
        return coolingMemory;
    }

    /** Takes it over, and stores it when something was learned: nobody waits for that. */
    void coolingMemory(CoolingMemory memory) {
        boolean learned = !memory.learnedAlike(coolingMemory);
        coolingMemory = memory;
        if (learned) {
            disk.execute(() -> {
                try {
                    DurableFile.write(coolingFile, CoolingText.bytes(memory));
                } catch (IOException e) {
                    LOG.warn("The minima that the fans have learned can't be stored in {}: {}; they are learned again",
                            coolingFile, e.getMessage());
                }
            });
        }
    }

    /**
     * Completes, on the journal's thread, when all that was given so far is on the disk (or could not be, for events: a
     * full disk is counted and does not stop the unit). Fails when the operator's word could not be stored.
     */
    CompletableFuture<Void> durable() {
        CompletableFuture<Void> stored = operatorStored;
        return CompletableFuture.runAsync(() -> {}, disk).thenCompose(written -> stored);
    }

    /** The first number alone where that is all: so wrote, and reads, a version that knows of no extraction. */
    private static String text(OperatorWord word) {
        return word.off() + (word.extract() == 0 ? "" : " " + word.extract());
    }

    private OperatorWord readOperatorWord() {
        try {
            if (!Files.exists(operatorFile)) {
                return OperatorWord.NONE;
            }
            String text = Files.readString(operatorFile).strip();
            int space = text.indexOf(' ');
            return space < 0
                    ? new OperatorWord(Integer.parseInt(text), 0)
                    : new OperatorWord(Integer.parseInt(text.substring(0, space)), Integer.parseInt(text.substring(space + 1)));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} can't be read; all blades may be powered up", operatorFile);
            return OperatorWord.NONE;
        }
    }

    /** Any thread, when nothing is given any more: writes what waits. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(3, TimeUnit.SECONDS)) {
                LOG.warn("The disk of {} is too slow: the last events are not stored", operatorFile.getParent());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
