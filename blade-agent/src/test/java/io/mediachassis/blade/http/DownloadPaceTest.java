package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a stepped clock. */
class DownloadPaceTest {
    private static final long MS = 1_000_000;

    private long bps = DownloadGate.UNLIMITED;
    private long now = Long.MAX_VALUE - 100 * MS;

    private final DownloadPace pace = new DownloadPace(new DownloadGate() {
        @Override
        public Optional<String> admit(long bitRate) {
            return Optional.empty();
        }

        @Override
        public void release(long bitRate) {}

        @Override
        public long bps() {
            return bps;
        }
    });

    private long takenIn(long ms) {
        long taken = 0;
        for (long end = now + ms * MS; now - end < 0; now += 5 * MS) {
            taken += pace.take(1L << 40, now) + pace.take(1 << 20, now);
        }
        return taken;
    }

    private static void about(long expected, long taken) {
        assertTrue(Math.abs(taken - expected) < 200_000, taken + " bytes, not " + expected);
    }

    @Test
    void whereNothingIsPaced_allGoesAtOnce() {
        assertEquals(1L << 40, pace.take(1L << 40, now));
        assertEquals(1L << 40, pace.take(1L << 40, now));
    }

    @Test
    void besideStreams_allTogetherKeepToTheRate() {
        bps = 80_000_000;
        takenIn(100);
        about(20_000_000, takenIn(2000));
        bps = 8_000_000;
        takenIn(100);
        about(2_000_000, takenIn(2000));
    }

    @Test
    void whatCouldNotWait_isTakenFromTheOthers() {
        bps = 80_000_000;
        takenIn(100);
        pace.took(1 << 20, now);
        about(20_000_000 - (1 << 20), takenIn(2000));
    }

    @Test
    void theLastBytes_goHoweverFew_andLittleWaitsForMore() {
        bps = 8_000_000;
        takenIn(100);
        while (pace.take(1 << 20, now) > 0) {
            // Until it is empty.
        }
        now += 5 * MS;
        assertEquals(0, pace.take(1 << 20, now), "5 kB are not worth a call");
        assertEquals(100, pace.take(100, now));
    }
}
