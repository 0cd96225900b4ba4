package io.mediachassis.controller.cooling;

import java.time.Duration;
import java.util.List;

/**
 * The thresholds of a kind of sensor, as Redfish has them: caution, critical, fatal, above and below, each of which a
 * reading must pass for a while. In the unit that people read: degrees Celsius, volts, or percent of the ordered speed.
 *
 * @param upper caution, critical, fatal, rising; empty: none
 * @param lower caution, critical, fatal, falling; empty: none
 * @param dwell how long a reading is beyond each of them before that counts: caution, critical, fatal
 * @param hysteresis how far it must come back before it no longer counts
 * @param clear and for how long it must stay there
 */
public record Thresholds(
        List<Double> upper, List<Double> lower, List<Duration> dwell, double hysteresis, Duration clear) {
    /** Nothing is watched. */
    public static final Thresholds NONE = new Thresholds(
            List.of(), List.of(), List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO), 0, Duration.ZERO);

    public Thresholds {
        upper = List.copyOf(upper);
        lower = List.copyOf(lower);
        dwell = List.copyOf(dwell);
        if (!ordered(upper, 1) || !ordered(lower, -1)) {
            throw new IllegalArgumentException("thresholds are none, or caution, critical and fatal, each further out than "
                    + "the one before; not upper " + upper + " and lower " + lower);
        }
        if (!upper.isEmpty() && !lower.isEmpty() && upper.get(0) <= lower.get(0)) {
            throw new IllegalArgumentException("upper caution " + upper.get(0) + " is above lower caution " + lower.get(0));
        }
        if (dwell.size() != 3 || dwell.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("dwell has a time for caution, critical and fatal each, not " + dwell);
        }
        if (hysteresis < 0 || clear.isNegative()) {
            throw new IllegalArgumentException("hysteresis and clear are not negative: " + hysteresis + ", " + clear);
        }
    }

    private static boolean ordered(List<Double> limits, int direction) {
        return limits.isEmpty() || (limits.size() == 3
                && direction * (limits.get(1) - limits.get(0)) > 0
                && direction * (limits.get(2) - limits.get(1)) > 0);
    }
}
