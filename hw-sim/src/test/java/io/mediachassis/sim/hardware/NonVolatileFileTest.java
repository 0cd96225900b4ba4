package io.mediachassis.sim.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NonVolatileFileTest {
    private static final int SECTOR = 512;

    @TempDir
    Path folder;

    @Test
    void valuesSurviveARestart() throws IOException {
        Path file = folder.resolve("nvram/arbiter-1");
        NonVolatileFile memory = new NonVolatileFile(file, Runnable::run);
        assertEquals(7, memory.read("epoch", 7), "never written");
        for (long epoch = 1; epoch <= 5; epoch++) {
            memory.write("epoch", epoch);
            memory.write("boots", -epoch);
        }
        NonVolatileFile again = new NonVolatileFile(file, Runnable::run);
        assertEquals(5, again.read("epoch", 0));
        assertEquals(-5, again.read("boots", 0));
    }

    @Test
    void aTornWriteCostsOnlyWhatWasNotAcknowledged() throws IOException {
        Path file = folder.resolve("cbc-3");
        NonVolatileFile memory = new NonVolatileFile(file, Runnable::run);
        memory.write("epoch", 41);
        memory.write("epoch", 42);
        byte[] bytes = Files.readAllBytes(file);
        bytes[25]++; // the second write went to the first sector
        Files.write(file, bytes);
        NonVolatileFile torn = new NonVolatileFile(file, Runnable::run);
        assertEquals(41, torn.read("epoch", 0));
        torn.write("epoch", 43);
        assertEquals(43, new NonVolatileFile(file, Runnable::run).read("epoch", 0));
    }

    @Test
    void aMemoryThatCantBeReadIsNotTakenForAnEmptyOne() throws IOException {
        Path file = folder.resolve("cbc-3");
        new NonVolatileFile(file, Runnable::run).write("epoch", 41);
        Files.write(file, new byte[2 * SECTOR]);
        assertThrows(IOException.class, () -> new NonVolatileFile(file, Runnable::run));
    }
}
