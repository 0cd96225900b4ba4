package io.mediachassis.controller.cooling;

import java.util.Locale;

/** How the level of a zone's fans comes about; {@link ZoneControl} draws the machine. The number is the MIB's. */
public enum ZoneState {
    /** What its fans and sensors do is not known yet: nothing is ordered. */
    STARTING(1),
    /** The loop holds its hottest board at the target. */
    CONTROLLED(2),
    /** A sensor is not believed: not below the failsafe level. */
    FAILSAFE(3),
    /** A board is at its upper critical threshold, or none can be seen: full speed. */
    FULL(4);

    private final int number;

    ZoneState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** "controlled" and so on. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
