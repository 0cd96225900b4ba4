package io.mediachassis.controller.hardware;

/**
 * The settings of the parts of {@link HardwareControl}, and two of its own.
 *
 * @param drainNs how long a blade whose handle was opened may take to hand its work over, in nanoseconds
 * @param reEnrolNs how often a powered blade without a link is given a new token, in nanoseconds
 */
public record ControlSettings(
        HardwarePoll.Settings poll,
        PowerSequence.Settings power,
        FanControl.Settings fans,
        long drainNs,
        long reEnrolNs) {
    /** For every chassis; no key of the configuration changes them. */
    public static final ControlSettings DEFAULT = new ControlSettings(
            HardwarePoll.Settings.DEFAULT,
            PowerSequence.Settings.DEFAULT,
            FanControl.Settings.DEFAULT,
            10_000_000_000L,
            20_000_000_000L);
}
