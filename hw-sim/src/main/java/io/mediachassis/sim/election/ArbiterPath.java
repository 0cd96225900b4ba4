package io.mediachassis.sim.election;

import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A controller's own line to the arbiter. Answers come in the controller's time and life, or never. */
public interface ArbiterPath {
    /** Asks who holds it. */
    void status(Consumer<ArbiterReport> answer);

    /**
     * Claims it.
     *
     * @param answer is given the new epoch, or 0 when it is refused
     */
    void claim(long expectedEpoch, LongConsumer answer, Runnable unanswered);

    /** Refreshes it: whether it is held still. */
    void refresh(long epoch, Consumer<Boolean> answer);

    /** Gives it back. */
    void release(long epoch);
}
