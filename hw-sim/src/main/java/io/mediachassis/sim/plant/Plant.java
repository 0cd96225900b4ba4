package io.mediachassis.sim.plant;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The physical model: what each board draws, how warm that makes it at the fans' speed, how long fans take to spin up,
 * and how supplies share the load. Each board follows
 *
 * <pre>
 *   dT/dt = (P * R(air) - (T - Tambient)) / tau,   R(air) = R1 / (0.12 + 0.88 * air)   [K/W]
 * </pre>
 *
 * <p>where air is the mean fan speed over full speed, so that still air leaves a board eight times hotter. A fan's
 * speed follows its drive with a lag; a stalled one runs down. Supplies share what they give equally and all fail to
 * hold 12 V when together they can't.
 *
 * <p>Advanced in fixed steps of {@value #STEP_NS} ns whatever the caller's, so that a seed gives one course on a real
 * clock as on a virtual one. Numbers of slots, supplies and trays start at 1. Pure; owned by one thread.
 */
public final class Plant {
    static final long STEP_NS = 50_000_000;

    /** At full air: 95 W make 38 K. */
    private static final double KELVIN_PER_WATT = 0.4;

    private static final double STILL_AIR = 0.12;
    private static final double NOMINAL_VOLTS = 12.0;
    private static final double STANDBY_WATTS = 1.5;
    /** A daemon that was stopped for an hour must not simulate the hour at once. */
    private static final long MAX_CATCH_UP_NS = 10_000_000_000L;

    private final PlantSettings settings;
    private final RandomGenerator random;
    private final boolean[] present;
    private final boolean[] powered;
    private final double[] load;
    private final double[] celsius;
    private final double[] noise;
    private final double[] rpm;
    private final double[] duty;
    private final boolean[] stalled;
    private final boolean[] psuGood;
    private long atNs;
    private boolean started;

    public Plant(PlantSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.present = new boolean[settings.slots() + 1];
        this.powered = new boolean[settings.slots() + 1];
        this.load = new double[settings.slots() + 1];
        this.celsius = new double[settings.slots() + 1];
        this.noise = new double[settings.slots() + 1];
        this.rpm = new double[settings.fanTrays() + 1];
        this.duty = new double[settings.fanTrays() + 1];
        this.stalled = new boolean[settings.fanTrays() + 1];
        this.psuGood = new boolean[settings.psus() + 1];
        Arrays.fill(celsius, settings.ambientCelsius());
        Arrays.fill(psuGood, true);
        Arrays.fill(load, 0.2);
    }

    /** A board is put in (with standby power) or taken out; one put in has the room's temperature. */
    public void present(int slot, boolean now) {
        if (now && !present[slot]) {
            celsius[slot] = settings.ambientCelsius();
        }
        present[slot] = now;
        powered[slot] &= now;
    }

    public void powered(int slot, boolean on) {
        powered[slot] = on && present[slot];
    }

    /** How busy a board is, 0..1. */
    public void load(int slot, double share) {
        load[slot] = Math.max(0, Math.min(1, share));
    }

    /** What a tray drives its fans with, percent, and whether they can turn. */
    public void fan(int tray, int dutyPercent, boolean isStalled) {
        duty[tray] = dutyPercent / 100.0;
        stalled[tray] = isStalled;
    }

    public void psu(int number, boolean good) {
        psuGood[number] = good;
    }

    /** Goes on to {@code nowNs}; the first call only starts the clock. */
    public void step(long nowNs) {
        if (!started) {
            started = true;
            atNs = nowNs;
        }
        if (nowNs - atNs > MAX_CATCH_UP_NS) {
            atNs = nowNs - MAX_CATCH_UP_NS;
        }
        while (nowNs - atNs >= STEP_NS) {
            atNs += STEP_NS;
            advance(STEP_NS / 1e9);
        }
    }

    private void advance(double dt) {
        double air = 0;
        for (int tray = 1; tray < rpm.length; tray++) {
            double target = stalled[tray] ? 0 : duty[tray] * settings.fullRpm();
            rpm[tray] += (target - rpm[tray]) * Math.min(1, dt / settings.fanSeconds());
            air += rpm[tray] / settings.fullRpm() / (rpm.length - 1);
        }
        double resistance = KELVIN_PER_WATT / (STILL_AIR + (1 - STILL_AIR) * air);
        for (int slot = 1; slot < celsius.length; slot++) {
            double rise = watts(slot) * resistance;
            celsius[slot] += (rise - (celsius[slot] - settings.ambientCelsius())) * dt / settings.heatSeconds();
            noise[slot] = 0.9 * noise[slot] + 0.1 * random.nextGaussian();
        }
    }

    /** What a board draws, watts. */
    public double watts(int slot) {
        if (!present[slot]) {
            return 0;
        }
        return powered[slot] ? settings.idleWatts() + settings.loadWatts() * load[slot] : STANDBY_WATTS;
    }

    /** A board's temperature as its sensor shows it, degrees Celsius. */
    public double celsius(int slot) {
        return celsius[slot] + 0.3 * noise[slot];
    }

    /** A tray's fan speed, revolutions a minute. */
    public double rpm(int tray) {
        return rpm[tray];
    }

    /** What all boards draw, watts. */
    public double totalWatts() {
        double sum = 0;
        for (int slot = 1; slot < present.length; slot++) {
            sum += watts(slot);
        }
        return sum;
    }

    /** What a supply gives, watts. */
    public double psuWatts(int number) {
        return psuGood[number] ? totalWatts() / Math.max(1, goodPsus()) : 0;
    }

    /** Whether the supplies can't hold what the boards draw. */
    public boolean overloaded() {
        return totalWatts() > goodPsus() * settings.psuWatts();
    }

    /** The rail's voltage; it droops with load and collapses when overloaded. */
    public double volts() {
        int good = goodPsus();
        if (good == 0) {
            return 0;
        }
        double share = totalWatts() / (good * settings.psuWatts());
        return share > 1 ? NOMINAL_VOLTS / share : NOMINAL_VOLTS * (1 - 0.02 * share);
    }

    private int goodPsus() {
        int good = 0;
        for (int i = 1; i < psuGood.length; i++) {
            good += psuGood[i] ? 1 : 0;
        }
        return good;
    }
}
