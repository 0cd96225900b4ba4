package io.mediachassis.controller.hardware;

/** What becomes of the blades when power returns to the whole chassis: when none of them has been on since. */
public enum RestorePolicy {
    /** They stay off until they are switched on. */
    ALWAYS_OFF,
    /** They are switched on, those too that were off before. */
    ALWAYS_ON,
    /** Those that were on are switched on. */
    PREVIOUS
}
