package io.mediachassis.controller.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-11-21T10:00:00Z");
        }
    };

    @TempDir
    Path folder;

    private EventLog open() {
        return new EventLog(folder, EventLog.Settings.DEFAULT, CLOCK);
    }

    private static List<Long> numbers(List<UnitEvent> events) {
        return events.stream().map(UnitEvent::getNumber).toList();
    }

    @Test
    void numbersGoOnAfterARestart() {
        try (EventLog log = open()) {
            log.append(NewEvent.info("blade.inserted", 1, "Blade inserted"));
            log.append(NewEvent.critical("blade.removed", 1, "Blade pulled"));
        }
        try (EventLog log = open()) {
            assertEquals(3, log.append(NewEvent.info("controller.active", 0, "Active")).getNumber());
            assertEquals(List.of(2L, 3L), numbers(log.query(1, 10)));
            assertEquals(List.of(1L), numbers(log.query(0, 1)));
            assertEquals(List.of(1L, 2L), numbers(log.query(0, 10, Severity.INFO, "blade.")));
            assertEquals(List.of(2L), numbers(log.query(0, 10, Severity.WARNING, "")));
            assertEquals("Blade pulled", log.query(1, 1).get(0).getText());
        }
    }

    @Test
    void aReignNeverGivesANumberAgainThatAnotherGave() {
        long second = 2 * EventLog.REIGN_NUMBERS;
        long third = 3 * EventLog.REIGN_NUMBERS;
        try (EventLog first = open();
                EventLog other = new EventLog(folder.resolve("other"), EventLog.Settings.DEFAULT, CLOCK)) {
            first.beginReign(2);
            UnitEvent replicated = first.append(NewEvent.info("a", 1, "reaches the other one"));
            assertEquals(second + 1, replicated.getNumber());
            assertEquals(1, other.importEvents(List.of(replicated)));
            assertEquals(second + 2, first.append(NewEvent.info("b", 1, "lost with its controller")).getNumber());
            other.beginReign(3);
            UnitEvent next = other.append(NewEvent.info("c", 1, "of the next reign"));
            assertEquals(third + 1, next.getNumber());
            // The old one is back: it takes the new reign's events behind its own, and gives no numbers any more.
            assertEquals(1, first.importEvents(List.of(replicated, next)));
            assertEquals(0, first.append(NewEvent.info("d", 0, "too late")).getNumber());
            assertEquals(List.of(second + 1, second + 2, third + 1), numbers(first.query(0, 10)));
            first.beginReign(4);
            assertEquals(4 * EventLog.REIGN_NUMBERS + 1, first.append(NewEvent.info("e", 0, "again")).getNumber());
        }
    }

    @Test
    void cutAtEveryByteOfTheLastRecordKeepsAllBefore() throws IOException {
        try (EventLog log = open()) {
            log.append(NewEvent.info("a", 1, "first"));
            log.append(NewEvent.info("b", 2, "second"));
        }
        Path file = onlyFile();
        long before;
        byte[] two = Files.readAllBytes(file);
        try (EventLog log = open()) {
            log.append(NewEvent.info("c", 3, "third"));
            before = two.length;
        }
        byte[] three = Files.readAllBytes(file);
        for (int length = (int) before; length < three.length; length++) {
            Files.write(file, Arrays.copyOf(three, length));
            try (EventLog log = open()) {
                assertEquals(List.of(1L, 2L), numbers(log.query(0, 10)), "cut at " + length);
                assertEquals(length - before, log.cutBytes());
                assertEquals(3, log.append(NewEvent.info("d", 4, "after the cut")).getNumber());
            }
            try (EventLog log = open()) {
                assertEquals(List.of(1L, 2L, 3L), numbers(log.query(0, 10)));
                assertEquals(0, log.cutBytes());
            }
        }
        // And at every byte of the very first record, header included.
        for (int length = 0; length < EventFile.HEADER_BYTES + 10; length++) {
            Files.write(file, Arrays.copyOf(three, length));
            try (EventLog log = open()) {
                assertEquals(1, log.append(NewEvent.info("e", 0, "new")).getNumber(), "cut at " + length);
            }
        }
    }

    @Test
    void everyDamagedByteOfTheLastRecordIsFound() throws IOException {
        try (EventLog log = open()) {
            log.append(NewEvent.info("a", 1, "first"));
        }
        Path file = onlyFile();
        int before = (int) Files.size(file);
        try (EventLog log = open()) {
            log.append(NewEvent.info("b", 2, "second"));
        }
        byte[] good = Files.readAllBytes(file);
        for (int at = before; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            try (EventLog log = open()) {
                assertEquals(List.of(1L), numbers(log.query(0, 10)), "damaged at " + at);
            }
        }
    }

    @Test
    void isBoundedAndAnswersFromOldFiles() throws IOException {
        EventLog.Settings small = new EventLog.Settings(3, 4096, 16);
        try (EventLog log = new EventLog(folder, small, CLOCK)) {
            for (int i = 0; i < 300; i++) {
                log.append(NewEvent.info("blade.state", 1, "Hot-swap state M3 to M4, some more words"));
            }
            assertEquals(300, log.lastNumber());
            List<UnitEvent> first = log.query(0, 5);
            long oldest = first.get(0).getNumber();
            assertTrue(oldest > 1 && oldest < 300);
            assertEquals(List.of(oldest + 10, oldest + 11), numbers(log.query(oldest + 9, 2)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(3, all.size());
            for (Path file : all) {
                assertTrue(Files.size(file) <= 4096);
            }
        }
        try (EventLog log = new EventLog(folder, small, CLOCK)) {
            assertEquals(301, log.append(NewEvent.info("x", 0, "y")).getNumber());
        }
    }

    @Test
    void standbyGoesOnBehindWhatItImported() throws Exception {
        try (EventLog log = open()) {
            List<UnitEvent> seen = new ArrayList<>();
            AutoCloseable following = log.follow(seen::add);
            UnitEvent five = UnitEvent.newBuilder().setNumber(5).setKind("a").build();
            UnitEvent six = UnitEvent.newBuilder().setNumber(6).setKind("b").build();
            assertEquals(2, log.importEvents(List.of(five, six)));
            assertEquals(0, log.importEvents(List.of(five, six)));
            assertEquals(7, log.append(NewEvent.info("c", 0, "own")).getNumber());
            assertEquals(List.of(5L, 6L, 7L), numbers(seen));
            following.close();
            log.append(NewEvent.info("d", 0, "unheard"));
            assertEquals(3, seen.size());
        }
    }

    @Test
    void refusesANewerFormat() throws IOException {
        open().close();
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] = 2;
        Files.write(file, bytes);
        String message = assertThrows(EventLogException.class, this::open).getMessage();
        assertTrue(message.contains("newer version") && message.contains(file.toString()), message);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }
}
