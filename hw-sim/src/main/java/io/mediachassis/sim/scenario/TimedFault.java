package io.mediachassis.sim.scenario;

import java.time.Duration;

/**
 * A fault and when it comes.
 *
 * @param at since the unit was switched on
 */
record TimedFault(Duration at, Fault fault) {
    Duration end() {
        return at.plus(fault.lasts());
    }
}
