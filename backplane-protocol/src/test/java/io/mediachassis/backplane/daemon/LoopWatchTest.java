package io.mediachassis.backplane.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.backplane.clock.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private static final long MS = 1_000_000;

    private long now;
    private final LoopWatch watch = new LoopWatch(new Clock() {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    });

    @Test
    void longTasksCountShortOnesDoNot() {
        watch.run("short", () -> now += 20 * MS);
        assertEquals(0, watch.counts().get(LoopCounter.LONG_TASKS));
        watch.named("long", () -> now += 21 * MS).run();
        assertEquals(1, watch.counts().get(LoopCounter.LONG_TASKS));
    }

    @Test
    void longTaskThatFailsCountsAndStillFails() {
        assertThrows(IllegalStateException.class, () -> watch.run("broken", () -> {
            now += 30 * MS;
            throw new IllegalStateException("broken");
        }));
        assertEquals(1, watch.counts().get(LoopCounter.LONG_TASKS));
    }

    @Test
    void lateTicksCount() {
        now = 100 * MS;
        watch.ticked(80 * MS);
        assertEquals(0, watch.counts().get(LoopCounter.LATE_TICKS));
        watch.ticked(79 * MS);
        assertEquals(1, watch.counts().get(LoopCounter.LATE_TICKS));
    }
}
