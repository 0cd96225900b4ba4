package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A player at the end of a console's pipe, which is paused once, and throws away what it shows. One thread. */
final class PausingPlayer extends OutputStream {
    private final Clock clock;
    private final Duration after;
    private final Duration pause;
    private long firstNs;
    private boolean paused;

    /** @param after the first media it is paused */
    PausingPlayer(Clock clock, Duration after, Duration pause) {
        this.clock = clock;
        this.after = after;
        this.pause = pause;
    }

    @Override
    public void write(int b) {
        throw new UnsupportedOperationException("media comes in packets");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        long now = clock.nanoTime();
        firstNs = firstNs == 0 ? now : firstNs;
        if (!paused && now - firstNs >= after.toNanos()) {
            paused = true;
            long until = now + pause.toNanos();
            while (clock.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(until - clock.nanoTime());
            }
        }
    }
}
