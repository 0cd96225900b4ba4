package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.blade.http.ConnectionTimes.Phase;
import io.mediachassis.blade.http.ConnectionTimes.Verdict;
import org.junit.jupiter.api.Test;

/** All with a stepped clock: idle 30, head 10, stalled 20. */
class ConnectionTimesTest {
    private final ConnectionTimes times = new ConnectionTimes(30, 10, 20, 0);

    @Test
    void aConnectionThatSaysNothing_isIdle() {
        assertEquals(Verdict.KEEP, times.check(9, Phase.WAITING, 0));
        assertEquals(Verdict.IDLE, times.check(10, Phase.WAITING, 0));
    }

    @Test
    void aConnectionThatSaysNothingMore_isIdleLater() {
        times.received(0);
        times.head(0);
        times.answered(0);
        assertEquals(Verdict.KEEP, times.check(29, Phase.WAITING, 0));
        assertEquals(Verdict.IDLE, times.check(30, Phase.WAITING, 0));
    }

    @Test
    void aHeadThatTricklesIn_hasItsTimeFromTheFirstByte() {
        for (int t = 5; t < 15; t++) {
            times.received(t);
            assertEquals(Verdict.KEEP, times.check(t, Phase.WAITING, 0));
        }
        times.received(15);
        assertEquals(Verdict.SLOW_HEAD, times.check(15, Phase.WAITING, 0));
    }

    @Test
    void aHeadBehindALongAnswer_hasItsTimeFromTheEndOfThat() {
        times.received(0);
        times.head(0);
        times.received(1);
        assertEquals(Verdict.KEEP, times.check(15, Phase.SENDING, ConnectionTimes.LEAST_PROGRESS));
        times.answered(16);
        assertEquals(Verdict.KEEP, times.check(25, Phase.WAITING, 0));
        assertEquals(Verdict.SLOW_HEAD, times.check(26, Phase.WAITING, 0));
    }

    @Test
    void aReaderOfAByteNowAndThen_isStalled() {
        times.head(0);
        long sent = 0;
        for (int t = 1; t < 20; t++) {
            assertEquals(Verdict.KEEP, times.check(t, Phase.SENDING, ++sent));
        }
        assertEquals(Verdict.STALLED, times.check(20, Phase.SENDING, ++sent));
        assertEquals(Verdict.KEEP, times.check(20, Phase.SENDING, ConnectionTimes.LEAST_PROGRESS));
        assertEquals(Verdict.KEEP, times.check(39, Phase.SENDING, ConnectionTimes.LEAST_PROGRESS));
        assertEquals(Verdict.STALLED, times.check(40, Phase.SENDING, ConnectionTimes.LEAST_PROGRESS));
    }

    @Test
    void aDeskThatTakesLong_isNotTheClientsFault() {
        times.head(0);
        assertEquals(Verdict.KEEP, times.check(1000, Phase.HELD, 0));
        assertEquals(Verdict.KEEP, times.check(1029, Phase.TAKING, 0));
        assertEquals(Verdict.IDLE, times.check(1030, Phase.TAKING, 0));
    }
}
