package io.mediachassis.blade.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadEndIdTest {
    @TempDir
    private Path data;

    private HeadEndId of(String name, String certificate) throws IOException {
        return HeadEndId.of(Files.writeString(data.resolve(name), certificate));
    }

    @Test
    void whatOneSaidIsKeptApartFromWhatAnotherSays() throws IOException {
        Path north = of("north.pem", "north").folder(data);
        Files.writeString(north.resolve("stations"), "word");
        assertTrue(Files.exists(of("again.pem", "north").folder(data).resolve("stations")), "it is the same one");
        assertFalse(Files.exists(of("south.pem", "south").folder(data).resolve("stations")));
        assertNotEquals(north, HeadEndId.own().folder(data));
        assertNotEquals(of("north.pem", "north").id(), of("south.pem", "south").id());
    }

    @Test
    void whileItIsNotKnownNothingThatWasKeptCounts() throws IOException {
        HeadEndId unknown = HeadEndId.of(data.resolve("none.pem"));
        assertEquals(Optional.empty(), unknown.id());
        Files.writeString(unknown.folder(data).resolve("stations"), "word");
        assertFalse(Files.exists(unknown.folder(data).resolve("stations")));
    }
}
