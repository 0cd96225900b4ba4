package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import java.time.Duration;
import java.time.Instant;

/** Stands still unless told to go on. Any thread. */
public final class SteppedClock implements Clock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Duration passed = Duration.ofSeconds(5);

    /** One thread. */
    public synchronized void advance(Duration by) {
        passed = passed.plus(by);
    }

    @Override
    public long nanoTime() {
        return passed.toNanos();
    }

    @Override
    public Instant now() {
        return START.plus(passed);
    }
}
