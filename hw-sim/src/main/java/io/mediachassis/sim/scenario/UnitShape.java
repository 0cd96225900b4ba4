package io.mediachassis.sim.scenario;

import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwarePoll;
import java.time.Duration;

/**
 * The unit that a scenario is played in.
 *
 * @param blades in slots 1 to so many of 8
 * @param psus supplies, 1..8
 * @param psuWatts what each can give
 * @param fanTrays 1..8
 * @param celsius of the air that comes in
 * @param load how busy consoles want each blade, 0..1
 * @param poll shortest time of a round over all devices of the management bus while nothing happens; zero: as fast as the line allows
 * @param storage whether the blades store programs and consoles play them
 */
record UnitShape(int blades, int psus, int psuWatts, int fanTrays, double celsius, double load, Duration poll,
        boolean storage) {
    /** Slots of the chassis. */
    static final int SLOTS = 8;

    static final UnitShape DEFAULT = new UnitShape(4, 2, 1200, 2, 24, 0.3, Duration.ofMillis(250), false);
    /** A blade takes 2 s to start, and they start half a second after one another. */
    static final Duration START = Duration.ofSeconds(10);

    /** The active controller's settings in it. */
    ControlSettings settings(ControlSettings or) {
        HardwarePoll.Settings as = or.poll();
        return new ControlSettings(
                new HardwarePoll.Settings(as.failures(), as.retryNs(), poll.toNanos(), as.maxOrders()), or.power(),
                or.cooling(), or.slots(), or.restore(), or.reEnrolNs());
    }
}
