package io.mediachassis.sim.console.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaBufferTest {
    @TempDir
    private Path folder;

    @Test
    void whatGoesIn_comesOutInItsOrder_throughMemoryAndFile() throws Exception {
        long seed = 4;
        Random random = new Random(seed);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MediaBuffer buffer = new MediaBuffer(5000, 20_000, folder)) {
            byte[] chunk = new byte[3000];
            byte[] taken = new byte[3000];
            for (int i = 0; i < 20_000; i++) {
                // Fills up and empties by turns.
                if (random.nextInt(100) < (i / 100 % 2 == 0 ? 70 : 30)) {
                    random.nextBytes(chunk);
                    int length = 1 + random.nextInt(chunk.length);
                    if (buffer.put(chunk, 0, length)) {
                        in.write(chunk, 0, length);
                    }
                } else {
                    out.write(taken, 0, buffer.take(taken, 1 + random.nextInt(taken.length), 0));
                }
            }
            assertTrue(buffer.most() > 20_000 && buffer.overrun() > 0, "seed " + seed);
            buffer.end();
            for (int length = 0; length >= 0; length = buffer.take(taken, taken.length, 0)) {
                out.write(taken, 0, length);
            }
        }
        assertArrayEquals(in.toByteArray(), out.toByteArray(), "seed " + seed);
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void beyondItsBounds_isLeftOut_andCounted() throws Exception {
        try (MediaBuffer buffer = new MediaBuffer(1000, 1000, folder)) {
            assertTrue(buffer.put(new byte[1000], 0, 1000));
            assertTrue(buffer.put(new byte[1000], 0, 1000));
            assertFalse(buffer.put(new byte[188], 0, 188));
            assertEquals(188, buffer.overrun());
            assertEquals(2000, buffer.held());
        }
    }
}
