package io.mediachassis.controller.cooling;

import io.mediachassis.backplane.configuration.Limits;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the chassis is cooled; the configuration's section {@code cooling} says what each key means.
 *
 * @param zones none: one, in which all fans cool all slots
 * @param margin kelvin below the boards' upper caution: what the fans aim at
 * @param feedForward percent for a watt of the hottest board and a kelvin that it may be warmer than the air
 * @param fanFullSpeed revolutions a minute of a fan that is driven with 100 percent
 * @param sensorTimeout how long the last reading counts
 */
public record CoolingSettings(
        List<CoolingZone> zones,
        @Limits(min = "1", max = "40", unit = "K") double margin,
        @Limits(min = "0", max = "100") double feedForward,
        Control control,
        Minimum minimum,
        @Limits(min = "20", max = "100", unit = "percent") int failsafe,
        @Limits(min = "500", max = "60000", unit = "rpm") int fanFullSpeed,
        @Limits(min = "1s", max = "1m") Duration sensorTimeout,
        Throttle throttle,
        Limit limits) {

    /** The PID; see {@link Pid.Settings}. */
    public record Control(
            @Limits(min = "0.1", max = "20", unit = "percent for a kelvin") double gain,
            @Limits(min = "1s", max = "1h") Duration integral,
            @Limits(min = "0s", max = "1m") Duration derivative) {}

    /** The learned minimum; see {@link LearnedMinimum.Settings}. Fan trays take nothing below 20 percent. */
    public record Minimum(
            @Limits(min = "20", max = "100", unit = "percent") int floor,
            @Limits(min = "20", max = "100", unit = "percent") int start,
            @Limits(min = "20", max = "100", unit = "percent") int ceiling,
            @Limits(min = "10s", max = "1d") Duration stable) {}

    /**
     * What becomes of a blade that is too hot.
     *
     * @param steps what it may send in each step, percent of its capacity, falling
     * @param step how long one step has before the next
     * @param restore how long it has cooled before it may send more again, or gets power again
     * @param patience how long a blade that is to go off may hand over first
     */
    public record Throttle(
            List<Integer> steps,
            @Limits(min = "1s", max = "1h") Duration step,
            @Limits(min = "1s", max = "1d") Duration restore,
            @Limits(min = "0s", max = "5m") Duration patience) {
        public Throttle {
            steps = List.copyOf(steps);
            int before = 100;
            for (int percent : steps) {
                if (percent < 1 || percent >= before) {
                    throw new IllegalArgumentException("steps fall from below 100 to at least 1 percent, not " + steps);
                }
                before = percent;
            }
            if (steps.isEmpty()) {
                throw new IllegalArgumentException("there is at least one step to throttle by");
            }
        }
    }

    /** The thresholds of each kind of sensor; degrees, volts, percent of the ordered speed. */
    public record Limit(Thresholds board, Thresholds inlet, Thresholds psu, Thresholds voltage, Thresholds fan) {
        public Limit {
            if (board.upper().isEmpty()) {
                throw new IllegalArgumentException("boards have upper thresholds: fans and throttling go by them");
            }
        }
    }

    public CoolingSettings {
        zones = List.copyOf(zones);
        Set<Integer> slots = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (CoolingZone zone : zones) {
            if (!names.add(zone.name())) {
                throw new IllegalArgumentException("two cooling zones are called " + zone.name());
            }
            for (int slot : zone.slotNumbers()) {
                if (!slots.add(slot)) {
                    throw new IllegalArgumentException("slot " + slot + " is in two cooling zones");
                }
            }
        }
        // Checks them, so that it is an error at start.
        var unused = new LearnedMinimum.Settings(minimum.floor(), minimum.start(), minimum.ceiling(), minimum.stable());
        if (limits.board().upper().get(0) - margin < 30) {
            throw new IllegalArgumentException("the boards' upper caution less the margin is at least 30 °C");
        }
    }

    /** Those that are configured, or the one that is by default. */
    public List<CoolingZone> effectiveZones() {
        return zones.isEmpty() ? List.of(CoolingZone.WHOLE) : zones;
    }

    /** What the fans hold the boards at, degrees. */
    public double target() {
        return limits.board().upper().get(0) - margin;
    }

    Pid.Settings pid() {
        return new Pid.Settings(
                control.gain(), seconds(control.integral()), seconds(control.derivative()), 0.2);
    }

    LearnedMinimum.Settings learning() {
        return new LearnedMinimum.Settings(minimum.floor(), minimum.start(), minimum.ceiling(), minimum.stable());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** The same with these zones. */
    public CoolingSettings withZones(List<CoolingZone> now) {
        return new CoolingSettings(
                now, margin, feedForward, control, minimum, failsafe, fanFullSpeed, sensorTimeout, throttle, limits);
    }

    /** As in the configuration's defaults. */
    public static final CoolingSettings DEFAULT = new CoolingSettings(
            List.of(),
            10,
            18,
            new Control(3, Duration.ofSeconds(40), Duration.ofSeconds(4)),
            new Minimum(20, 40, 70, Duration.ofMinutes(5)),
            75,
            9000,
            Duration.ofSeconds(5),
            new Throttle(List.of(50, 25, 10), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(10)),
            new Limit(
                    thresholds(List.of(75.0, 85.0, 92.0), List.of(5.0, 0.0, -5.0), 10, 5, 3, 4),
                    thresholds(List.of(45.0, 50.0, 55.0), List.of(5.0, 0.0, -5.0), 10, 10, 10, 2),
                    thresholds(List.of(65.0, 75.0, 85.0), List.of(5.0, 0.0, -5.0), 10, 5, 5, 3),
                    thresholds(List.of(12.6, 13.2, 13.8), List.of(11.4, 10.8, 10.2), 5, 3, 3, 0.1),
                    thresholds(List.of(), List.of(85.0, 70.0, 20.0), 8, 6, 4, 5)));

    private static Thresholds thresholds(
            List<Double> upper, List<Double> lower, int caution, int critical, int fatal, double hysteresis) {
        return new Thresholds(
                upper,
                lower,
                List.of(Duration.ofSeconds(caution), Duration.ofSeconds(critical), Duration.ofSeconds(fatal)),
                hysteresis,
                Duration.ofSeconds(5));
    }
}
