package io.mediachassis.blade.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.blade.playout.IndexTimeLine;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentIndexTest {
    private final SegmentIndex index = new SegmentIndex(1000, 5000, 100, new int[] {10, 20, 30},
            new long[] {2000, 2000, 4000}, new int[] {2, 20}, new long[] {1200, 2000});

    @Test
    void timeRunsLinearlyBetweenMarks() {
        assertEquals(1000, index.timeAt(0));
        assertEquals(1500, index.timeAt(5 * 188));
        assertEquals(2000, index.timeAt(15 * 188));
        assertEquals(3000, index.timeAt(25 * 188));
        assertEquals(4500, index.timeAt(65 * 188));
        assertEquals(5000, index.timeAt(1_000_000));
    }

    @Test
    void whoKeepsAPieceGetsTheSameTimes() {
        IndexTimeLine line = new IndexTimeLine(index);
        TimePiece piece = new TimePiece();
        for (long offset = -188; offset <= 102 * 188; offset += 188) {
            assertEquals(index.timeAt(offset), line.timeAt(offset, piece), "going on, at " + offset);
        }
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            long offset = 188L * (random.nextInt(104) - 2);
            assertEquals(index.timeAt(offset), line.timeAt(offset, piece), "jumping, at " + offset);
        }
    }

    @Test
    void offsetsAreWholePackets() {
        assertEquals(0, index.offsetAt(1000));
        assertEquals(5 * 188, index.offsetAt(1500));
        assertEquals(20 * 188, index.offsetAt(2000), "all that is due by then");
        assertEquals(25 * 188, index.offsetAt(3000));
        assertEquals(100 * 188, index.offsetAt(5000));
    }

    @Test
    void randomAccessPointsBeforeATime() {
        assertEquals(0, index.randomAccessAtOrBefore(0));
        assertEquals(0, index.randomAccessAtOrBefore(1999));
        assertEquals(1, index.randomAccessAtOrBefore(2000));
        assertEquals(1, index.randomAccessAtOrBefore(9999));
    }

    @Test
    void sidecarRoundTripAndEveryDamageIsSeen() throws IOException {
        byte[] bytes = SegmentIndexCodec.encode(index);
        assertEquals(index, SegmentIndexCodec.decode(bytes));
        Random random = new Random(1);
        for (int i = 0; i < bytes.length; i++) {
            byte[] bad = bytes.clone();
            bad[i] ^= (byte) (1 << random.nextInt(8));
            assertThrows(IOException.class, () -> SegmentIndexCodec.decode(bad));
            byte[] cut = java.util.Arrays.copyOf(bytes, i);
            assertThrows(IOException.class, () -> SegmentIndexCodec.decode(cut));
        }
    }
}
