package io.mediachassis.sim.console.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PcrPaceTest {
    private static final long MS = 1_000_000;
    private static final long WRAP = (1L << 33) * 300;

    private final PcrPace pace = new PcrPace();

    /** Ten packets in a chunk, each 1 ms long, a PCR in the first. */
    private long chunk(long pcr, int pid, boolean discontinuity, long nowNs) {
        byte[] b = new byte[1880];
        for (int at = 0; at < b.length; at += 188) {
            b[at] = 0x47;
            b[at + 1] = (byte) (pid >> 8);
            b[at + 2] = (byte) pid;
            b[at + 3] = 0x10;
        }
        long base = pcr % WRAP / 300;
        b[3] = 0x30;
        b[4] = 7;
        b[5] = (byte) (0x10 | (discontinuity ? 0x80 : 0));
        b[6] = (byte) (base >> 25);
        b[7] = (byte) (base >> 17);
        b[8] = (byte) (base >> 9);
        b[9] = (byte) (base >> 1);
        b[10] = (byte) (base << 7 | pcr % 300 >> 8);
        b[11] = (byte) (pcr % 300);
        return pace.due(b, 0, b.length, nowNs);
    }

    @Test
    void chunksAreDueByTheStreamsClock_overItsWrap_andItsBreaks() {
        long start = 77 * MS;
        long pcr = WRAP - 30 * 27_000;
        assertEquals(start, chunk(pcr, 100, false, start));
        // Before a second PCR no rate is known.
        chunk(pcr + 10 * 27_000, 100, false, start);
        for (int i = 2; i < 10; i++) {
            assertClose(start + i * 10L * MS, chunk(pcr + i * 10L * 27_000, 100, false, start));
        }
        assertClose(start + 100 * MS, chunk(5, 100, true, start));
        assertClose(start + 110 * MS, chunk(5 + 10 * 27_000, 100, false, start));
    }

    @Test
    void anotherProgramsClock_isOfNoAccount() {
        chunk(0, 100, false, 0);
        chunk(10 * 27_000, 100, false, 0);
        assertClose(20 * MS, chunk(999_999_999, 200, false, 0));
        assertClose(30 * MS, chunk(30 * 27_000, 100, false, 0));
    }

    @Test
    void afterAStall_theNextIsDueAtOnce() {
        chunk(0, 100, false, 0);
        chunk(10 * 27_000, 100, false, 0);
        pace.restart();
        assertEquals(500 * MS, chunk(20 * 27_000, 100, false, 500 * MS));
    }

    /** To the microsecond. */
    private static void assertClose(long expected, long due) {
        assertTrue(Math.abs(expected - due) <= MS / 1000, "expected " + expected + ", due " + due);
    }
}
