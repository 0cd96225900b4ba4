package io.mediachassis.sim.console;

import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a console that has left its stream, since its player was paused until the buffer was full, comes back to the set: once
 * the player goes on it joins whichever stream is the next to come to where the buffer ends. With a buffer as long as the
 * set's interval it is there before the buffer is empty, and nobody sends anything for this console alone (seed 000: an
 * interval is what a console holds).
 *
 * <pre>
 * FULL --player goes on--> AWAITING a stream --it is near--> joined
 *                  '--none comes there--> none
 * </pre>
 *
 * <p>Pure; one thread.
 */
final class Rejoining {
    /** A group's packets are to come before the one that is wanted does. */
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final Duration JOIN = Duration.ofMillis(200);
    /** Part of the buffer that is to be free: who still stands still takes nothing out. */
    private static final int ROOM = 10;

    private final List<MediaDescription> set;
    private final Duration position;
    private final long full;
    private Step step = new Step.Full();
    private Instant goesOn = Instant.MAX;

    /** What is to be done. */
    sealed interface Step {
        /** The player stands still. */
        record Full() implements Step {}

        /** A stream is joined then. */
        record Await(StreamChoice.Reached stream, Instant joinAt) implements Step {}

        /** It is joined now. */
        record Join(StreamChoice.Reached stream) implements Step {}

        /** No stream comes there any more. */
        record None() implements Step {}
    }

    /**
     * @param position in the program, to which the buffer reaches
     * @param full bytes that are in it
     */
    Rejoining(List<MediaDescription> set, Duration position, long full) {
        this.set = set;
        this.position = position;
        this.full = full;
    }

    /** @param held bytes in the buffer */
    Step next(long held, Instant now) {
        if (step instanceof Step.Full && held <= full - full / ROOM) {
            goesOn = now;
            step = StreamChoice.reaching(set, position, now.plus(JOIN)).<Step>map(Rejoining::await).orElse(new Step.None());
        }
        return step instanceof Step.Await await && !now.isBefore(await.joinAt()) ? new Step.Join(await.stream()) : step;
    }

    private static Step await(StreamChoice.Reached reached) {
        Instant early = reached.at().minus(LEAD);
        // Not before its play has begun: the play's first packet would be taken for the end of one.
        Instant began = reached.start().plus(JOIN);
        return new Step.Await(reached, early.isBefore(began) ? began : early);
    }

    /** Since the player went on. */
    double tookSeconds(Instant now) {
        return goesOn.isAfter(now) ? 0 : Duration.between(goesOn, now).toMillis() / 1000.0;
    }
}
