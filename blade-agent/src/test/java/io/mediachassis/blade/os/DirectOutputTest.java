package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectOutputTest {
    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    @Test
    void fileHasItsExactLengthWhateverWasExpected(@TempDir Path folder) throws IOException {
        int[] lengths = {0, 1, 188, 4096, DirectOutput.BUFFER_BYTES, DirectOutput.BUFFER_BYTES + 4097, 3_000_001};
        for (int length : lengths) {
            for (long expected : new long[] {0, length, 10_000_000}) {
                byte[] content = content(length);
                Path path = folder.resolve("media");
                try (DirectOutput output = new DirectOutput(path, expected, DirectOutput.Write::run)) {
                    for (int at = 0; at < length; at += 70_000) {
                        output.write(ByteBuffer.wrap(content, at, Math.min(70_000, length - at)));
                        int readable = (int) output.readable();
                        assertArrayEquals(Arrays.copyOf(content, readable),
                                Arrays.copyOf(Files.readAllBytes(path), readable));
                    }
                    output.force();
                    assertEquals(length, output.readable());
                }
                assertArrayEquals(content, Files.readAllBytes(path));
            }
        }
    }

    @Test
    void writesBufferedWhereDirectIsRefusedAndNamesWhatFails(@TempDir Path folder) throws IOException {
        // procfs knows no O_DIRECT on any kernel; the name of this thread can be written.
        try (DirectOutput output = new DirectOutput(Path.of("/proc/thread-self/comm"), 0, DirectOutput.Write::run)) {
            assertFalse(output.direct());
        }
        DiskException e = assertThrows(DiskException.class,
                () -> new DirectOutput(folder.resolve("no/folder"), 0, DirectOutput.Write::run));
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(String.valueOf(e.getMessage()).contains("no/folder"), e.getMessage());
        // A device without room says so in the words that the store knows as a full disk.
        try (DirectOutput full = new DirectOutput(Path.of("/dev/full"), 0, DirectOutput.Write::run)) {
            full.write(ByteBuffer.allocate(100));
            assertTrue(String.valueOf(assertThrows(DiskException.class, full::force).getMessage())
                    .contains("No space left"));
        }
    }
}
