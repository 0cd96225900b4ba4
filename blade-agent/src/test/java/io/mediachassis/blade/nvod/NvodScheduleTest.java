package io.mediachassis.blade.nvod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each stream sends when, and with which numbers. */
class NvodScheduleTest {
    private static final long SECOND = Sets.SECOND;

    // 5 segments of 4 s, 100 packets and a short one each.
    private final NvodSet set = Sets.set(Sets.program(5, 4, 100), 6_000, 2);
    private final NvodSchedule schedule = new NvodSchedule(set);

    private long at(double seconds) {
        return Sets.EPOCH + (long) (seconds * SECOND);
    }

    @Test
    void asManyStreamsAsTheProgramIsLong() {
        assertEquals(4, set.streams());
        assertEquals(Duration.ofSeconds(24), set.period());
        assertEquals(0xef010103, set.group(3));
        assertEquals(4, Sets.set(Sets.program(5, 4, 100), 5_000, 0).streams());
        assertThrows(IllegalArgumentException.class, () -> Sets.set(Sets.program(5, 4, 100), 4_999, 0));
    }

    @Test
    void eachStreamBeginsAnIntervalBehindTheOneBefore() {
        assertEquals(NvodSchedule.BEFORE, schedule.slotAt(0, at(-0.001)));
        assertEquals(0, schedule.slotAt(0, at(0)));
        assertEquals(0, schedule.slotAt(0, at(3.999)));
        assertEquals(1, schedule.slotAt(0, at(4)));
        assertEquals(NvodSchedule.BEFORE, schedule.slotAt(3, at(17.999)));
        assertEquals(0, schedule.slotAt(3, at(18)));
        for (int stream = 0; stream < 4; stream++) {
            for (long slot = 0; slot < schedule.slots(); slot++) {
                assertEquals(slot, schedule.slotAt(stream, schedule.startNs(stream, slot)));
                assertEquals(6 * SECOND * stream, schedule.startNs(stream, slot) - schedule.startNs(0, slot));
            }
        }
    }

    @Test
    void itRestsUntilItsPeriodIsOver_andEndsAfterItsPlays() {
        assertTrue(schedule.sends(0, schedule.slotAt(0, at(19.9)), at(19.9)));
        assertFalse(schedule.sends(0, schedule.slotAt(0, at(20)), at(20)));
        assertFalse(schedule.sends(0, schedule.slotAt(0, at(23.9)), at(23.9)));
        assertEquals(5, schedule.slotAt(0, at(24)));
        assertEquals(9, schedule.slotAt(0, at(43.9)));
        assertEquals(10, schedule.slotAt(0, at(44)), "over");
        assertFalse(schedule.sends(0, 10, at(50)));
        NvodSchedule forever = new NvodSchedule(Sets.set(Sets.program(5, 4, 100), 6_000, 0));
        long year = 365L * 86_400;
        assertEquals(year / 24 * 5, forever.slotAt(0, at((double) (year / 24 * 24))));
    }

    @Test
    void aConsoleWaitsForTheNextStart() {
        assertEquals(new NvodSchedule.Start(0, 0, at(0)), schedule.nextStart(at(-5)).orElseThrow());
        assertEquals(new NvodSchedule.Start(0, 0, at(0)), schedule.nextStart(at(0)).orElseThrow());
        assertEquals(new NvodSchedule.Start(1, 0, at(6)), schedule.nextStart(at(0.001)).orElseThrow());
        assertEquals(new NvodSchedule.Start(0, 1, at(24)), schedule.nextStart(at(18.1)).orElseThrow());
        assertEquals(new NvodSchedule.Start(3, 1, at(42)), schedule.nextStart(at(42)).orElseThrow());
        assertTrue(schedule.nextStart(at(42.1)).isEmpty(), "both plays of each have begun");
        assertEquals(new NvodSchedule.Start(1, 1, at(30)), schedule.nextStart(1, at(6.1)).orElseThrow());
        assertEquals(new NvodSchedule.Start(3, 0, at(18)), schedule.nextStart(3, at(0)).orElseThrow());
        assertTrue(schedule.nextStart(1, at(30.1)).isEmpty());
        assertTrue(schedule.lastStart(at(-1)).isEmpty());
        assertEquals(new NvodSchedule.Start(0, 0, at(0)), schedule.lastStart(at(5.9)).orElseThrow());
        assertEquals(new NvodSchedule.Start(3, 1, at(42)), schedule.lastStart(at(47.9)).orElseThrow());
        assertTrue(schedule.lastStart(at(48)).isEmpty(), "a fifth stream there is not");
    }

    /** A packet opens each play; 101 packets a segment. */
    @Test
    void numbersGoOnOverSegmentsAndPlays() {
        assertEquals(1, schedule.packetsBefore(0));
        assertEquals(102, schedule.packetsBefore(1));
        assertEquals(1 + 5 * 101 + 1, schedule.packetsBefore(5));
        int first = schedule.sequence(2, 0);
        assertEquals(first, schedule.sequence(2, 65_536));
        assertEquals((first + 102) & 0xffff, schedule.sequence(2, schedule.packetsBefore(1)));
        assertEquals(24 * 90_000, schedule.timestamp(1, 1) - schedule.timestamp(1, 0));
        assertEquals(5 * (100 * 1316L + 188) + 2 * (100 * 1316L + 188), schedule.bytesBefore(7));
    }

    @Test
    void streamsHaveIdentitiesOfTheirOwn_theSameAtEachBlade() {
        Set<Integer> ssrcs = new HashSet<>();
        for (int stream = 0; stream < 4; stream++) {
            ssrcs.add(schedule.ssrc(stream));
            assertEquals(0, schedule.ssrc(stream) >>> 24);
            NvodSchedule elsewhere = new NvodSchedule(PlannedSets.of(
                            new PlannedSets(Term.NONE, 1, 0, List.of(
                                    new PlannedSets.Planned(set, Assignment.none(4, 5)))).toProto())
                    .sets().get(0).set());
            assertEquals(schedule.ssrc(stream), elsewhere.ssrc(stream));
            assertEquals(schedule.sequence(stream, 7), elsewhere.sequence(stream, 7));
            assertEquals(schedule.timestamp(stream, 1), elsewhere.timestamp(stream, 1));
            assertEquals(schedule.startNs(stream, 7), elsewhere.startNs(stream, 7));
        }
        assertEquals(4, ssrcs.size());
        assertNotEquals(schedule.sequence(0, 0), schedule.sequence(1, 0));
    }
}
