package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PreambleTest {
    private final byte[] page = MemorySource.media(1, 21);

    private int length() {
        return Preamble.length(ByteBuffer.wrap(page), page.length);
    }

    private void pid(int packet, int pid) {
        page[packet * 188 + 1] = (byte) (pid >> 8);
        page[packet * 188 + 2] = (byte) pid;
    }

    @Test
    void isPatAndPmt() {
        assertEquals(2 * 188, length());
    }

    @Test
    void takesAServiceDescriptionAndALongPmtAlongButNotMoreThanAPacket() {
        pid(2, 0x11);
        pid(3, MemorySource.PMT_PID);
        assertEquals(4 * 188, length());
        for (int i = 2; i < 21; i++) {
            pid(i, MemorySource.PMT_PID);
        }
        assertEquals(7 * 188, length());
    }

    @Test
    void isNothingWithoutAPat() {
        pid(0, 0x101);
        assertEquals(0, length());
        assertEquals(0, Preamble.length(ByteBuffer.wrap(page), 100));
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(99);
        for (int i = 0; i < 20_000; i++) {
            byte[] b = Arrays.copyOf(page, 188 * (1 + random.nextInt(3)));
            for (int n = random.nextInt(8); n >= 0; n--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            int length = Preamble.length(ByteBuffer.wrap(b), b.length);
            assertTrue(length >= 0 && length <= b.length && length % 188 == 0);
        }
    }
}
