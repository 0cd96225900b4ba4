package io.mediachassis.controller.cooling;

import java.time.Duration;

/**
 * The lowest level of a zone's fans, which is learned (Pigeon Point shelf managers do so too): where the zone has been at
 * it for a while and far enough from its upper caution, it is lowered by a step; where the zone has come near its caution,
 * it is raised. What was learned holds for the air and the load that it was learned with: when the air that comes in
 * changes by {@value #OTHER_KELVIN} K or the load by a fifth, for a minute, it is unlearned. Pure; one thread.
 */
public final class LearnedMinimum {
    /**
     * Bounds and pace.
     *
     * @param floor it is never below, percent
     * @param start before anything is learned, percent
     * @param ceiling it is never above, percent
     * @param stable how long the zone is well at it before it is lowered
     */
    public record Settings(int floor, int start, int ceiling, Duration stable) {
        public Settings {
            if (floor < 1 || start < floor || ceiling < start || ceiling > 100) {
                throw new IllegalArgumentException("minimum levels rise from floor over start to ceiling, 1 to 100 percent; "
                        + "not " + floor + ", " + start + ", " + ceiling);
            }
        }
    }

    /**
     * What is kept of it.
     *
     * @param percent the minimum
     * @param inlet of the air that came in when it was learned, degrees
     * @param watts what the zone drew then
     */
    public record Learned(int percent, double inlet, double watts) {}

    static final double OTHER_KELVIN = 3;
    private static final double OTHER_SHARE = 0.2;
    private static final double OTHER_WATTS = 20;
    private static final long OTHER_NS = 60_000_000_000L;
    private static final int DOWN = 2;
    private static final int UP = 10;

    private final Settings settings;
    private int percent;
    private double inlet = Double.NaN;
    private double watts = Double.NaN;
    private boolean well;
    private long wellNs;
    private boolean warm;
    private boolean other;
    private long otherNs;

    public LearnedMinimum(Settings settings) {
        this.settings = settings;
        this.percent = settings.start();
    }

    /** Goes on from what was learned before, by this controller or another. */
    public void restore(Learned before) {
        percent = Math.max(settings.floor(), Math.min(settings.ceiling(), before.percent()));
        inlet = before.inlet();
        watts = before.watts();
    }

    /** For keeping. */
    public Learned learned() {
        return new Learned(percent, inlet, watts);
    }

    /** The minimum now, percent. */
    public int percent() {
        return percent;
    }

    /**
     * The zone as it is now.
     *
     * @param atMinimum its fans turn no faster than the minimum
     * @param margin how far its hottest sensor is below its upper caution, kelvin
     * @param wanted that margin at the target: below half of it the minimum was too low
     * @param air that comes in, degrees; not a number: unknown
     * @param power what the zone draws, watts; not a number: unknown
     * @return by how much it has changed
     */
    public int step(boolean atMinimum, double margin, double wanted, double air, double power, long nowNs) {
        int before = percent;
        if (unlearns(air, power, nowNs)) {
            percent = settings.start();
            inlet = air;
            watts = power;
            well = false;
        }
        boolean near = margin < wanted / 2;
        if (near && !warm) {
            percent = Math.min(settings.ceiling(), percent + UP);
        }
        // Not again before it has been well away.
        warm = near || (warm && margin < wanted * 0.8);
        boolean wellNow = atMinimum && margin >= wanted + 1;
        if (wellNow && !well) {
            wellNs = nowNs;
        }
        well = wellNow;
        if (well && nowNs - wellNs >= settings.stable().toNanos() && percent > settings.floor()) {
            percent = Math.max(settings.floor(), percent - DOWN);
            wellNs = nowNs;
        }
        return percent - before;
    }

    private boolean unlearns(double air, double power, long nowNs) {
        if (Double.isNaN(air) || Double.isNaN(power)) {
            return false;
        }
        if (Double.isNaN(inlet) || Double.isNaN(watts)) {
            inlet = air;
            watts = power;
            return false;
        }
        double change = Math.abs(power - watts);
        boolean now = Math.abs(air - inlet) >= OTHER_KELVIN
                || (change >= OTHER_WATTS && change >= OTHER_SHARE * Math.max(power, watts));
        if (now && !other) {
            otherNs = nowNs;
        }
        other = now;
        return other && nowNs - otherNs >= OTHER_NS;
    }
}
