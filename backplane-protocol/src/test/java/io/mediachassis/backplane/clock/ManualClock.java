package io.mediachassis.backplane.clock;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands until it is moved. */
public final class ManualClock implements Clock {
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private long nowNs = 1_000;

    public void advance(Duration by) {
        nowNs += by.toNanos();
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public Instant now() {
        return start.plusNanos(nowNs);
    }
}
