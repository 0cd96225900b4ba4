package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.nvod.PacketInterleaver;
import io.mediachassis.blade.repair.LossDetector.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossDetectorTest {
    private static final long MS = 1_000_000;

    private final int[] asked = new int[100];

    private static LossDetector detector(int reorderPackets) {
        return new LossDetector(new LossSettings(reorderPackets, 10 * MS, 0, 40 * MS, 100 * MS, 500 * MS, 256),
                new Random(1));
    }

    private int[] poll(LossDetector detector, long nowNs) {
        return Arrays.copyOf(asked, detector.poll(nowNs, asked));
    }

    @Test
    void aGapIsAskedFor_onceEnoughLaterOnesCame() {
        LossDetector detector = detector(2);
        detector.onPacket(65_534, 0);
        assertEquals(Arrival.NEW, detector.onPacket(1, 0));
        assertArrayEquals(new int[0], poll(detector, 0));
        assertEquals(2, detector.missing());
        detector.onPacket(2, 0);
        assertArrayEquals(new int[] {65_535}, poll(detector, 0));
        detector.onPacket(3, 0);
        assertArrayEquals(new int[] {0}, poll(detector, 0));
        assertEquals(2, detector.lost());
    }

    @Test
    void aGapIsAskedFor_onceEnoughTimePassed() {
        LossDetector detector = detector(50);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);
        assertArrayEquals(new int[0], poll(detector, 10 * MS - 1));
        assertArrayEquals(new int[] {2}, poll(detector, 10 * MS));
    }

    /** Windows of 40 packets that take twice their usual time: all of them come, but for one. */
    @Test
    void aWindowThatTakesLonger_isWaitedFor_whileItsPacketsCome() {
        LossDetector detector = new LossDetector(LossSettings.of(39, 2 * MS, 400 * MS), new Random(1));
        PacketInterleaver order = PacketInterleaver.of(7, 40);
        List<Integer> requests = new ArrayList<>();
        long now = 0;
        for (int place = 0; place < 400; place++) {
            int packet = (int) order.packetAt(place);
            if (packet != 95) {
                detector.onPacket(packet, now);
            }
            for (int i = 0; i < 4; i++) {
                now += MS;
                Arrays.stream(poll(detector, now)).forEach(requests::add);
            }
        }
        assertEquals(List.of(95), requests.stream().distinct().toList());
        assertEquals(1, detector.lost());
        assertEquals(1, detector.residual());
    }

    @Test
    void whatIsOnlyLate_isNotAskedFor() {
        LossDetector detector = detector(3);
        for (int sequence : new int[] {1, 4, 2, 3, 6, 5, 7, 8, 9, 10, 11}) {
            detector.onPacket(sequence, 0);
            assertArrayEquals(new int[0], poll(detector, 0));
        }
        assertEquals(3, detector.reordered());
        assertEquals(0, detector.lost());
        assertEquals(0, detector.missing());
    }

    @Test
    void requestsComeAgain_fartherApart_untilThePacketIsDue() {
        LossDetector detector = detector(0);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);
        List<Long> times = new ArrayList<>();
        for (long now = 0; now < 1000 * MS; now += MS) {
            if (poll(detector, now).length > 0) {
                times.add(now / MS);
            }
        }
        // 40, 60, 90, 100, 100, 100 apart; 490 is the last before 500.
        assertEquals(List.of(0L, 40L, 100L, 190L, 290L, 390L, 490L), times);
        assertEquals(1, detector.residual());
        assertEquals(7, detector.requests());
        assertEquals(Arrival.TOO_LATE, detector.onPacket(2, 1000 * MS));
        assertEquals(1, detector.residual());
    }

    @Test
    void aRepair_endsIt() {
        LossDetector detector = detector(0);
        detector.onPacket(1, 0);
        detector.onPacket(3, 0);
        poll(detector, 0);
        assertEquals(Arrival.FILLED, detector.onPacket(2, 21 * MS));
        assertEquals(21 * MS, detector.lastGapNs());
        assertEquals(1, detector.repaired());
        assertEquals(Arrival.DUPLICATE, detector.onPacket(2, 22 * MS));
        assertEquals(1, detector.duplicates());
        assertArrayEquals(new int[0], poll(detector, 1000 * MS));
        assertEquals(0, detector.residual());
    }

    @Test
    void manyReceivers_askAtDifferentTimes() {
        long[] first = new long[200];
        for (int i = 0; i < first.length; i++) {
            LossDetector detector = new LossDetector(
                    new LossSettings(0, 0, 50 * MS, 40 * MS, 100 * MS, 500 * MS, 256), new Random(i));
            detector.onPacket(1, 0);
            detector.onPacket(3, 0);
            while (poll(detector, first[i]).length == 0) {
                first[i] += MS;
            }
        }
        Arrays.sort(first);
        assertTrue(first[10] < 10 * MS && first[190] > 40 * MS && first[199] <= 50 * MS, Arrays.toString(first));
    }

    @Test
    void moreThanFits_isAskedForNext() {
        LossDetector detector = detector(0);
        detector.onPacket(0, 0);
        detector.onPacket(151, 0);
        assertEquals(100, detector.poll(0, asked));
        assertEquals(100, asked[99]);
        assertEquals(50, detector.poll(0, asked));
        assertEquals(101, asked[0]);
    }

    @Test
    void aJump_isNotAskedFor() {
        LossDetector detector = detector(0);
        detector.onPacket(0, 0);
        detector.onPacket(2, 0);
        assertEquals(Arrival.STRAY, detector.onPacket(10_000, 0));
        assertEquals(Arrival.NEW, detector.onPacket(3, 0));
        assertEquals(Arrival.STRAY, detector.onPacket(10_000, 0));
        assertEquals(Arrival.STRAY, detector.onPacket(20_000, 0));
        assertEquals(Arrival.JUMP, detector.onPacket(20_100, 0));
        assertEquals(1, detector.jumps());
        assertEquals(1, detector.residual());
        assertArrayEquals(new int[0], poll(detector, 0));
        assertEquals(Arrival.NEW, detector.onPacket(20_101, 0));
        // A stray old one is no jump back.
        assertEquals(Arrival.TOO_LATE, detector.onPacket(20_101 - 300, 0));
    }

    /** One that joins in the middle of an interleaved window takes what still comes of it, and asks for nothing. */
    @Test
    void whatCameBeforeTheFirst_isTakenAndNotMissed() {
        LossDetector detector = detector(100);
        detector.onPacket(500, 0);
        assertEquals(Arrival.NEW, detector.onPacket(450, 0));
        assertEquals(Arrival.DUPLICATE, detector.onPacket(450, 0));
        assertArrayEquals(new int[0], poll(detector, 400 * MS));
        assertEquals(0, detector.missing());
    }

    @Test
    void aLongGap_doesNotOutgrowTheRing() {
        LossDetector detector = detector(0);
        detector.onPacket(0, 0);
        detector.onPacket(255, 0);
        assertEquals(254, detector.missing());
        // 100 more push a hundred of them out before they were given up.
        for (int i = 256; i < 356; i++) {
            detector.onPacket(i, MS);
        }
        assertEquals(155, detector.missing() + (int) detector.residual() - 99);
        int all = 0;
        for (int count = detector.poll(2 * MS, asked); count > 0; count = detector.poll(2 * MS, asked)) {
            assertTrue(asked[0] >= 100, "asks for " + asked[0]);
            all += count;
        }
        assertEquals(155, all);
    }

    @Test
    void impossibleSettings_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LossSettings(128, 1, 0, 1, 1, 2, 256));
        assertThrows(IllegalArgumentException.class, () -> new LossSettings(1, 2, 0, 1, 1, 2, 256));
        assertThrows(IllegalArgumentException.class, () -> new LossSettings(1, 1, 0, 1, 1, 2, 255));
        assertThrows(IllegalArgumentException.class, () -> new LossSettings(1, 1, 0, 2, 1, 2, 256));
        LossSettings settings = LossSettings.of(159, 2_632_000, 1000 * MS);
        assertEquals(1024, settings.packets());
        assertEquals(160 * 2_632_000L + 5 * MS, settings.reorderNs());
    }

    @Test
    void aFirstPacketThatIsKnown_isMissingUntilItComes() {
        LossDetector detector = detector(0);
        detector.begin(65_535);
        detector.onPacket(1, 0);
        assertEquals(2, detector.missing());
        assertTrue(detector.misses(65_535) && detector.misses(0));
        assertFalse(detector.misses(1) || detector.misses(2) || detector.misses(65_534));
        assertArrayEquals(new int[] {65_535, 0}, poll(detector, 0));
        detector.begin(7);
        assertEquals(2, detector.missing());
    }

    @Test
    void settledIsEverything_upToTheFirstThatIsMissing() {
        LossDetector detector = detector(0);
        detector.onPacket(10, 0);
        long first = detector.place(10);
        assertEquals(first + 1, detector.settled());
        detector.onPacket(13, 0);
        assertEquals(first + 1, detector.settled());
        detector.onPacket(12, 0);
        assertEquals(first + 1, detector.settled());
        detector.onPacket(11, 0);
        assertEquals(first + 4, detector.settled());
        detector.onPacket(16, 0);
        poll(detector, 500 * MS);
        assertEquals(first + 7, detector.settled());
        // What is too far back is settled too, whether anybody polled or not.
        detector.onPacket(18, 500 * MS);
        for (int sequence = 19; sequence < 19 + 300; sequence++) {
            detector.onPacket(sequence, 500 * MS);
        }
        assertEquals(detector.place(19 + 300), detector.settled());
    }
}
