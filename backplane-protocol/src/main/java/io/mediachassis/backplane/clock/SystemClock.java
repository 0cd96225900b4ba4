package io.mediachassis.backplane.clock;

import java.time.Instant;

/** The machine's clock: the only class of the product that reads the time. */
public final class SystemClock implements Clock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
