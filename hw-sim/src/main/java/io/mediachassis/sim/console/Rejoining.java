package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.output.MediaBuffer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings a console that has left its stream, since its player was paused until the buffer was full, back to the set: once
 * the player goes on it joins whichever stream is the next to come to where the buffer ends. With a buffer as long as the
 * set's interval it is there before the buffer is empty, and nobody sends anything for this console alone (seed 000: an
 * interval is what a console holds). Blocking; one thread.
 */
final class Rejoining {
    private static final long LOOK_NS = 20_000_000L;
    /** A group's packets are to come before the one that is wanted does. */
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final Duration JOIN = Duration.ofMillis(200);
    /** Part of the buffer that is to be free: who still stands still takes nothing out. */
    private static final int ROOM = 10;

    private final Tuner tuner;
    private final MediaBuffer buffer;
    private final Clock clock;
    private final Progress progress;
    private double tookSeconds;

    Rejoining(Tuner tuner, MediaBuffer buffer, Clock clock, Progress progress) {
        this.tuner = tuner;
        this.buffer = buffer;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Waits for another stream than the one that was left; empty when none comes there any more, or stopped.
     *
     * @param position of the program, to which the buffer reaches
     */
    Optional<Tuned> next(Tuned left, Duration position, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        progress.say("Paused with the buffer full, " + position.toSeconds() + " s into the program; left stream "
                + (left.index() + 1) + " of " + left.set().size());
        long full = buffer.held();
        while (buffer.held() > full - full / ROOM) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            buffer.pause(LOOK_NS);
        }
        long goesOnNs = clock.nanoTime();
        StreamChoice.Reached reached =
                StreamChoice.reaching(left.set(), position, clock.now().plus(JOIN)).orElse(null);
        if (reached == null) {
            progress.say("No stream of the set comes there any more");
            return Optional.empty();
        }
        Instant early = reached.at().minus(LEAD);
        // Not before its play has begun: the play's first packet would be taken for the end of one.
        Instant began = reached.start().plus(JOIN);
        Instant joinAt = early.isBefore(began) ? began : early;
        while (clock.now().isBefore(joinAt)) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            progress.countDown("Stream " + (reached.index() + 1) + ", which is to go on where the buffer ends,",
                    Duration.between(clock.now(), joinAt));
            buffer.pause(LOOK_NS);
        }
        tookSeconds = (clock.nanoTime() - goesOnNs) / 1e9;
        return Optional.of(tuner.rejoin(left.set(), reached));
    }

    /** From when the player went on to when the last stream was joined. */
    double tookSeconds() {
        return tookSeconds;
    }
}
