package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at DEBUG how long after the start of the process each step of the start-up was reached. Any thread. */
final class StartUp {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    private final Clock clock;
    private final Instant processStart;

    StartUp(Clock clock) {
        this.clock = clock;
        this.processStart = ProcessHandle.current().info().startInstant().orElse(clock.now());
    }

    /** Milliseconds since the process was started, to about 10 ms. */
    long millis() {
        return Duration.between(processStart, clock.now()).toMillis();
    }

    void reached(String step) {
        LOG.debug("Start-up: {} after {} ms", step, millis());
    }
}
