package io.mediachassis.controller.cooling;

import java.util.Locale;

/** Where a sensor stands against its thresholds (Redfish Sensor, Thresholds): the worst that holds. */
public enum Standing {
    LOWER_FATAL(3, false),
    LOWER_CRITICAL(2, false),
    LOWER_CAUTION(1, false),
    NORMAL(0, false),
    UPPER_CAUTION(1, true),
    UPPER_CRITICAL(2, true),
    UPPER_FATAL(3, true);

    private final int degree;
    private final boolean upper;

    Standing(int degree, boolean upper) {
        this.degree = degree;
        this.upper = upper;
    }

    /** 0 normal, 1 caution, 2 critical, 3 fatal. */
    public int degree() {
        return degree;
    }

    /** Whether it is too high, and at least of this degree, 1 to 3. */
    public boolean tooHigh(int least) {
        return upper && degree >= least;
    }

    /** Whether it is too low, and at least of this degree, 1 to 3. */
    public boolean tooLow(int least) {
        return !upper && degree >= least;
    }

    /** The hotter of two: what is too low, by how much ever, is not hot. */
    public Standing hotter(Standing other) {
        return other.upper && (!upper || other.degree > degree) ? other : this;
    }

    /** "normal", "upper caution" and so on. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Standing of(int upperDegree, int lowerDegree) {
        return upperDegree >= lowerDegree
                ? switch (upperDegree) {
                    case 0 -> NORMAL;
                    case 1 -> UPPER_CAUTION;
                    case 2 -> UPPER_CRITICAL;
                    default -> UPPER_FATAL;
                }
                : switch (lowerDegree) {
                    case 1 -> LOWER_CAUTION;
                    case 2 -> LOWER_CRITICAL;
                    default -> LOWER_FATAL;
                };
    }
}
