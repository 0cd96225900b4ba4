package io.mediachassis.controller.hardware;

/**
 * How long the hot-swap states wait, in nanoseconds.
 *
 * @param handleNs for how long an ejector handle stays as it is before it counts as so
 * @param discoverNs after which a controller that has become active has heard every agent that runs
 * @param drain patience with blades that hand over
 */
public record SlotTimes(long handleNs, long discoverNs, DrainWatch.Settings drain) {
    /** For every chassis. */
    public static final SlotTimes DEFAULT = new SlotTimes(300_000_000L, 5_000_000_000L, DrainWatch.Settings.DEFAULT);
}
