package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.DoubtedSensor;
import io.mediachassis.controller.cooling.LearnedMinimum;
import io.mediachassis.controller.cooling.SensorTrust;
import io.mediachassis.controller.cooling.ZoneMemory;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.OperatorWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;

    private Journal open() throws IOException {
        return new Journal(folder, new SystemClock());
    }

    @Test
    void whatWasAskedForIsOnTheDiskWhenDurableCompletes() throws Exception {
        try (Journal journal = open()) {
            journal.beginReign(3);
            journal.operatorWord(new OperatorWord(0b101, 0b100));
            journal.log(NewEvent.info("blade.power", 1, "Operator switched the blade off"));
            journal.durable().get(10, TimeUnit.SECONDS);
            assertEquals("5 4", Files.readString(folder.resolve("operator-off")));
            assertEquals(1, journal.events().query(0, 10).size());
        }
        try (Journal journal = open()) {
            assertEquals(new OperatorWord(0b101, 0b100), journal.operatorWord());
            assertEquals(1, journal.events().query(0, 10).size());
        }
    }

    @Test
    void theWordOfAVersionThatKnewOfNoExtractionIsRead() throws Exception {
        Files.writeString(folder.resolve("operator-off"), "6");
        try (Journal journal = open()) {
            assertEquals(new OperatorWord(6, 0), journal.operatorWord());
            journal.operatorWord(new OperatorWord(2, 0));
            journal.durable().get(10, TimeUnit.SECONDS);
            assertEquals("2", Files.readString(folder.resolve("operator-off")), "for that version, should it come back");
        }
    }

    @Test
    void whatTheFansHaveLearnedIsKeptAndTheirLevelIsNot() throws Exception {
        CoolingMemory memory = new CoolingMemory(
                List.of(new ZoneMemory("chassis", 47.5, 48, new LearnedMinimum.Learned(26, 24.5, 400))), 0b11,
                List.of(new DoubtedSensor(new CoolingView.Place(3, SensorKind.TEMPERATURE, 1), -7,
                        new SensorTrust.Doubt("it jumped", 40.5, 127, 86.5, true))));
        try (Journal journal = open()) {
            assertEquals(CoolingMemory.NONE, journal.coolingMemory());
            journal.coolingMemory(memory);
            assertEquals(memory, journal.coolingMemory());
            journal.durable().get(10, TimeUnit.SECONDS);
            assertEquals(memory, CoolingText.of(CoolingText.toProto(memory)), "as the other controller is told");
        }
        try (Journal journal = open()) {
            assertEquals(new CoolingMemory(
                    List.of(new ZoneMemory("chassis", 0, -1, new LearnedMinimum.Learned(26, 24.5, 400))), 0,
                    memory.doubted()),
                    journal.coolingMemory());
        }
        Files.writeString(folder.resolve("cooling"), "no message");
        try (Journal journal = open()) {
            assertEquals(CoolingMemory.NONE, journal.coolingMemory());
        }
    }

    @Test
    void anOperatorsWordThatCannotBeStoredIsNotDurable() throws Exception {
        try (Journal journal = open()) {
            // A folder in the file's place stands for a disk that takes nothing.
            Files.createDirectories(folder.resolve("operator-off").resolve("in-the-way"));
            journal.operatorWord(new OperatorWord(1, 0));
            assertThrows(Exception.class, () -> journal.durable().get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aControllerThatWasNeverActiveNumbersNothing() throws Exception {
        try (Journal journal = open()) {
            journal.log(NewEvent.info("board.enrolled", 1, "by a standby"));
            journal.importEvents(List.of(UnitEvent.newBuilder()
                    .setNumber(7)
                    .setSeverity(UnitEvent.Severity.INFO)
                    .setKind("blade.inserted")
                    .build()));
            journal.durable().get(10, TimeUnit.SECONDS);
            assertEquals(List.of(7L), journal.events().query(0, 10).stream().map(UnitEvent::getNumber).toList());
        }
    }

    @Test
    void whatIsLoggedRightBeforeTheEndIsKept() throws Exception {
        try (Journal journal = open()) {
            journal.beginReign(1);
            for (int i = 0; i < 50; i++) {
                journal.log(NewEvent.info("blade.state", 1, "number " + i));
            }
        }
        try (Journal journal = open()) {
            assertTrue(journal.events().query(0, 100).size() == 50);
        }
    }
}
