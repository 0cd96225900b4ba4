package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is stepped. */
final class StepClock implements Clock {
    private final AtomicLong now = new AtomicLong();

    void step(Duration by) {
        now.addAndGet(by.toNanos());
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(now.get());
    }
}
