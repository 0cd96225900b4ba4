package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;

/** A pause of an input's thread, which its end cuts short. One thread waits, any ends. */
final class Pause {
    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock;
    private boolean ended;

    Pause(Clock clock) {
        this.clock = clock;
    }

    /** Waits so long; returns at once after {@link #end}, or when the thread is interrupted. */
    synchronized void await(long ms) {
        long untilNs = clock.nanoTime() + ms * NS_PER_MS;
        long leftNs = ms * NS_PER_MS;
        while (!ended && leftNs > 0) {
            try {
                wait(leftNs / NS_PER_MS + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended = true;
            }
            leftNs = untilNs - clock.nanoTime();
        }
    }

    /** Nothing is waited for any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean ended() {
        return ended;
    }
}
