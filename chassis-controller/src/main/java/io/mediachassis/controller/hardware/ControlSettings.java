package io.mediachassis.controller.hardware;

import io.mediachassis.controller.cooling.CoolingSettings;
import java.time.Duration;

/**
 * The settings of the parts of {@link HardwareControl}, and two of its own.
 *
 * @param restore what becomes of the blades when power returns to the chassis
 * @param reEnrolNs how often a powered blade without a link is given a new token, in nanoseconds
 */
public record ControlSettings(
        HardwarePoll.Settings poll,
        PowerSequence.Settings power,
        CoolingSettings cooling,
        SlotTimes slots,
        RestorePolicy restore,
        long reEnrolNs) {
    /** As in the configuration's defaults. */
    public static final ControlSettings DEFAULT = new ControlSettings(
            HardwarePoll.Settings.DEFAULT,
            PowerSequence.Settings.DEFAULT,
            CoolingSettings.DEFAULT,
            SlotTimes.DEFAULT,
            RestorePolicy.PREVIOUS,
            20_000_000_000L);

    /**
     * The same with other power.
     *
     * @param spacing between two blades that are powered up one after the other
     * @param redundancy how many PSUs may fail
     */
    public ControlSettings withPower(Duration spacing, PowerBudget.Redundancy redundancy, RestorePolicy onReturn) {
        return new ControlSettings(
                poll, power.with(spacing.toNanos(), redundancy), cooling, slots, onReturn, reEnrolNs);
    }

    /** The same, cooled otherwise. */
    public ControlSettings withCooling(CoolingSettings now) {
        return new ControlSettings(poll, power, now, slots, restore, reEnrolNs);
    }
}
