package io.mediachassis.sim.console.order;

import java.time.Duration;

/** What a console is to do. */
public sealed interface Order {
    /** Give nothing more, until another order. */
    record Pause() implements Order {}

    /** Go on from here, at normal speed. */
    record Play() implements Order {}

    /**
     * Go on from here at another speed.
     *
     * @param scale -32 to 32 and not 0; below 0 backward, between 0 and 1 slow motion
     */
    record Scale(double scale) implements Order {}

    /** Play from a position of the program, at normal speed. */
    record Seek(Duration to) implements Order {}

    /** Play from so much later, or earlier if it is negative, at normal speed. */
    record Jump(Duration by) implements Order {}

    /** Tell where it is. */
    record Where() implements Order {}

    /** End the play. */
    record Stop() implements Order {}
}
