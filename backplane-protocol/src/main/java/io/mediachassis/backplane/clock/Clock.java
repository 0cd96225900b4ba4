package io.mediachassis.backplane.clock;

import java.time.Instant;

/**
 * Time as a constructor argument. Decisions take {@code nowNs} as an argument instead and never hold a clock; only the
 * shells around them read one. Deadlines are compared by subtraction ({@code deadlineNs - nowNs <= 0}), since the
 * origin is arbitrary. Any thread.
 */
public interface Clock {
    /** Monotonic nanoseconds from an arbitrary origin; never goes back within a process. */
    long nanoTime();

    /** The date and time of day, for people and for logs; may jump, so nothing is timed by it. */
    Instant now();
}
