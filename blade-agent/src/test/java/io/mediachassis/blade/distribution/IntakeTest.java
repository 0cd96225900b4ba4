package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.StallPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final long MS = InputClock.SECOND / 1000;

    private final List<Piece> pieces = new ArrayList<>();
    private final ByteArrayOutputStream stored = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Counts<DistributionCounter> counts = new Counts<>(DistributionCounter.class);
    private final Random random = new Random(81);

    private Intake intake(boolean live, StallPolicy policy) {
        return new Intake(live, new StallSettings(policy, 1_000, 4_000), 0, 0, (packets, start, end, filler) -> {
            long before = pieces.stream().mapToLong(Piece::packets).sum();
            pieces.add(new Piece(pieces.size(), start, end, packets.remaining(), before, filler));
            byte[] copy = new byte[packets.remaining()];
            packets.get(copy);
            if (!filler) {
                stored.writeBytes(copy);
            }
        }, counts);
    }

    private static void near(long expected, long actual, long by) {
        assertTrue(Math.abs(actual - expected) <= by, actual + " is not within " + by + " of " + expected);
    }

    /** So many packets, the first with a PCR where one is given. */
    private ByteBuffer packets(int count, long pcr) {
        byte[] b = new byte[count * Piece.TS];
        random.nextBytes(b);
        for (int at = 0; at < b.length; at += Piece.TS) {
            b[at] = 0x47;
            b[at + 1] = 0x01;
            b[at + 2] = 0;
            b[at + 3] = 0x10;
            if (at == 0 && pcr >= 0) {
                long base = pcr / 300;
                b[at + 3] = 0x30;
                b[at + 4] = 7;
                b[at + 5] = 0x10;
                b[at + 6] = (byte) (base >> 25);
                b[at + 7] = (byte) (base >> 17);
                b[at + 8] = (byte) (base >> 9);
                b[at + 9] = (byte) (base >> 1);
                b[at + 10] = (byte) ((base & 1) << 7 | 0x7e);
                b[at + 11] = 0;
            }
        }
        sent.writeBytes(b);
        return ByteBuffer.wrap(b);
    }

    @Test
    void aLiveInputIsCutByTimeAndKeptToTheByte() throws Exception {
        Intake intake = intake(true, StallPolicy.WAIT);
        for (int ms = 0; ms < 3_000; ms += 10) {
            intake.accept(packets(7, -1), ms * MS);
            assertTrue(intake.tick(ms * MS));
        }
        intake.finish();
        assertArrayEquals(sent.toByteArray(), stored.toByteArray());
        assertEquals(6, pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            assertEquals(i * 500L * MS, pieces.get(i).startTicks());
            assertTrue(pieces.get(i).endTicks() - pieces.get(i).startTicks() <= 500 * MS);
        }
        near(7 * 188 * 8 * 100, intake.bitRate(), 20_000);
    }

    @Test
    void waiting_theGapIsKeptAsItWas() throws Exception {
        Intake intake = intake(true, StallPolicy.WAIT);
        intake.accept(packets(7, -1), 0);
        for (int ms = 0; ms < 5_000; ms += 50) {
            assertTrue(intake.tick(ms * MS));
        }
        assertTrue(intake.stalled());
        assertEquals(1, pieces.size(), "what came is stored without waiting for more");
        intake.accept(packets(7, -1), 5_000 * MS);
        assertFalse(intake.stalled());
        intake.finish();
        assertEquals(5_000 * MS, pieces.get(1).startTicks());
        assertTrue(pieces.get(0).endTicks() < 100 * MS);
        assertEquals(1, counts.get(DistributionCounter.STALLS));
    }

    @Test
    void filling_nullPacketsTakeItsPlaceAtItsRate() throws Exception {
        Intake intake = intake(true, StallPolicy.FILL);
        int ms = 0;
        for (; ms < 2_000; ms += 10) {
            intake.accept(packets(7, -1), ms * MS);
            intake.tick(ms * MS);
        }
        for (; ms < 5_000; ms += 50) {
            assertTrue(intake.tick(ms * MS));
        }
        intake.accept(packets(7, -1), 5_000 * MS);
        intake.finish();
        List<Piece> fillers = pieces.stream().filter(Piece::filler).toList();
        long filled = fillers.stream().mapToLong(Piece::bytes).sum();
        // Three seconds but for the last stretch.
        near(3 * 131_600, filled, 40_000);
        for (int i = 1; i < pieces.size(); i++) {
            long gap = pieces.get(i).startTicks() - pieces.get(i - 1).endTicks();
            assertTrue(gap >= 0 && gap <= 300 * MS, "gap of " + gap / MS + " ms in front of piece " + i);
        }
        assertArrayEquals(sent.toByteArray(), stored.toByteArray());
    }

    @Test
    void ending_silenceEndsTheInputAndKeepsWhatCame() throws Exception {
        Intake intake = intake(true, StallPolicy.END);
        intake.accept(packets(7, -1), 0);
        assertTrue(intake.tick(3_900 * MS));
        assertFalse(intake.tick(4_100 * MS));
        assertArrayEquals(sent.toByteArray(), stored.toByteArray());
    }

    @Test
    void whatIsHeldUpIsNotSilent() throws Exception {
        Intake intake = intake(false, StallPolicy.END);
        intake.accept(packets(7, 0), 0);
        intake.held(3_000 * MS);
        assertTrue(intake.tick(6_000 * MS));
        assertFalse(intake.tick(7_100 * MS));
    }

    @Test
    void whatComesAtOnceIsPacedByItsClock() throws Exception {
        Intake intake = intake(false, StallPolicy.WAIT);
        for (int i = 0; i < 100; i++) {
            intake.accept(packets(70, i * 100L * MS), i * MS);
        }
        intake.finish();
        near(10_000 * MS, pieces.get(pieces.size() - 1).endTicks(), 200 * MS);
        assertArrayEquals(sent.toByteArray(), stored.toByteArray());
    }

    @Test
    void whatStoodStillGoesOnFromWhenItCame() throws Exception {
        Intake intake = intake(false, StallPolicy.WAIT);
        for (int i = 0; i < 10; i++) {
            intake.accept(packets(70, i * 100L * MS), i * 100L * MS);
        }
        intake.tick(8_000 * MS);
        for (int i = 10; i < 20; i++) {
            intake.accept(packets(70, i * 100L * MS), (8_000 + i * 100L) * MS);
        }
        intake.finish();
        near(9_900 * MS, pieces.get(pieces.size() - 1).endTicks(), 300 * MS);
        assertTrue(pieces.stream().anyMatch(piece -> piece.startTicks() >= 8_900 * MS), "later, by as long as it stood still");
    }

    @Test
    void aClockThatJumpsIsBridged() throws Exception {
        Intake intake = intake(false, StallPolicy.WAIT);
        for (int i = 0; i < 20; i++) {
            long jumped = i < 10 ? 0 : 3_600_000;
            intake.accept(packets(70, (jumped + i * 100L) * MS), i * 100L * MS);
        }
        intake.finish();
        assertEquals(1, intake.jumps());
        near(2_000 * MS, pieces.get(pieces.size() - 1).endTicks(), 300 * MS);
        assertEquals(1, counts.get(DistributionCounter.JUMPS));
    }

    @Test
    void aBurstIsCutAtAMegabyte() throws Exception {
        Intake intake = intake(true, StallPolicy.WAIT);
        for (int i = 0; i < 10; i++) {
            intake.accept(packets(1_400, -1), i * MS);
        }
        intake.finish();
        assertArrayEquals(sent.toByteArray(), stored.toByteArray());
        assertTrue(pieces.size() >= 3);
        for (int i = 1; i < pieces.size(); i++) {
            assertTrue(pieces.get(i).startTicks() >= pieces.get(i - 1).endTicks());
        }
    }
}
