package io.mediachassis.sim.election;

import io.mediachassis.controller.election.ElectionAction;

/**
 * What a controller does beside its election while it is active: the hardware. The election's orders to it come here, what
 * it finds goes to the election ({@link ControllerNode#election}). In the controller's own time.
 */
public interface ActiveDuties {
    /** A new epoch begins; links that are up are told right after this. */
    void begin();

    /** It is over. */
    default void end() {}

    /** Each 20 ms. */
    default void tick() {}

    /** Each 100 ms. */
    default void beat() {}

    /** A blade's link is up. */
    default void linkUp(int slot) {}

    /** A blade's link is gone. */
    default void linkDown(int slot) {}

    /** A blade's heartbeat came. */
    default void heard(int slot) {}

    /** Power off, ahead of everything. */
    void fence(int slot);

    /** A fenced blade may come back. */
    void release(int slot);

    /** This blade's CBC is to be asked next. */
    void suspect(int slot);

    /** The election has another director, or none (0). */
    default void onDirector(int slot) {}

    /** For the event log. */
    default void report(ElectionAction.Report report) {}
}
