package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFileTest {
    private static void readWhole(Path path, byte[] content, boolean direct) throws IOException {
        try (AlignedBuffer memory = new AlignedBuffer(65536); DiskFile file = new DiskFile(path, direct)) {
            ByteBuffer view = memory.view(0, 65536);
            int total = 0;
            while (true) {
                int n = file.read(memory.address(), total, 8192);
                for (int i = 0; i < n; i++) {
                    assertEquals(content[total + i], view.get(i));
                }
                total += n;
                if (n < 8192) {
                    break;
                }
            }
            assertEquals(content.length, total);
        }
    }

    @Test
    void readsDirectlyAndBuffered(@TempDir Path folder) throws IOException {
        byte[] content = new byte[50_001];
        new Random(1).nextBytes(content);
        Path path = Files.write(folder.resolve("media"), content);
        readWhole(path, content, true);
        readWhole(path, content, false);
    }

    @Test
    void fallsBackWhereDirectReadsAreRefused() throws IOException {
        // procfs knows no O_DIRECT on any kernel.
        try (AlignedBuffer memory = new AlignedBuffer(4096);
                DiskFile file = new DiskFile(Path.of("/proc/self/stat"), true)) {
            assertTrue(file.read(memory.address(), 0, 4096) > 0);
            assertFalse(file.direct());
        }
    }

    @Test
    void namesTheFileAndTheReason(@TempDir Path folder) {
        IOException e = assertThrows(IOException.class, () -> new DiskFile(folder.resolve("none"), true).close());
        assertTrue(String.valueOf(e.getMessage()).contains("none") && String.valueOf(e.getMessage()).contains("ENOENT"),
                e.getMessage());
    }

    @Test
    void memoryIsAligned() {
        try (AlignedBuffer small = new AlignedBuffer(10); AlignedBuffer large = new AlignedBuffer(3 << 20)) {
            assertEquals(0, small.address() % AlignedBuffer.PAGE);
            assertEquals(0, large.address() % AlignedBuffer.HUGE_PAGE);
            assertThrows(IndexOutOfBoundsException.class, () -> small.view(8, 3));
        }
    }
}
