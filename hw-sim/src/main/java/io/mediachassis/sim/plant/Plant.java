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
 * <p>where air is the mean fan speed over full speed in the board's part of the chassis, so that still air leaves a board
 * eight times hotter. R1 is such that a chassis at 40 degrees and full load stays below 85 with half of its fans, as NEBS
 * (GR-63) asks. A fan's speed follows its drive with a lag; a stalled one runs down, a worn one never gets to its speed;
 * a tray has {@value #FANS} fans, and where it is taken out no air is moved. Supplies share what they give equally and all
 * fail to hold 12 V when together they can't.
 *
 * <p>Advanced in fixed steps of {@value #STEP_NS} ns whatever the caller's, so that a seed gives one course on a real
 * clock as on a virtual one. Numbers of slots, supplies and trays start at 1. Pure; owned by one thread.
 */
public final class Plant {
    static final long STEP_NS = 50_000_000;

    /** Fans of a tray. */
    public static final int FANS = 2;

    /** How much of a tray's air goes to the other parts of the chassis. */
    static final double LEAK = 0.1;

    /** At full air: 95 W make 23 K. */
    private static final double KELVIN_PER_WATT = 0.24;

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
    private final double[][] rpm;
    private final double[] duty;
    private final double[][] health;
    private final boolean[] psuGood;
    private long atNs;
    private boolean started;
    private double ambient;

    public Plant(PlantSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.present = new boolean[settings.slots() + 1];
        this.powered = new boolean[settings.slots() + 1];
        this.load = new double[settings.slots() + 1];
        this.celsius = new double[settings.slots() + 1];
        this.noise = new double[settings.slots() + 1];
        this.rpm = new double[settings.fanTrays() + 1][FANS];
        this.duty = new double[settings.fanTrays() + 1];
        this.health = new double[settings.fanTrays() + 1][FANS];
        this.ambient = settings.ambientCelsius();
        this.psuGood = new boolean[settings.psus() + 1];
        Arrays.fill(celsius, ambient);
        Arrays.fill(psuGood, true);
        Arrays.fill(load, 0.2);
    }

    /** A board is put in (with standby power) or taken out; one put in has the room's temperature. */
    public void present(int slot, boolean now) {
        if (now && !present[slot]) {
            celsius[slot] = ambient;
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

    /** The air that comes in has this temperature from now on. */
    public void ambient(double celsius) {
        ambient = celsius;
    }

    /** The air that comes in, degrees Celsius. */
    public double ambient() {
        return ambient;
    }

    /**
     * What a tray drives its fans with, percent; 0: it is taken out.
     *
     * @param healths of each fan: which part of its speed it reaches, 0 (it stands) to 1
     */
    public void fans(int tray, int dutyPercent, double... healths) {
        duty[tray] = dutyPercent / 100.0;
        System.arraycopy(healths, 0, health[tray], 0, FANS);
    }

    /** What a tray drives its fans with, percent, and whether they can turn. */
    public void fan(int tray, int dutyPercent, boolean isStalled) {
        double each = isStalled ? 0 : 1;
        fans(tray, dutyPercent, each, each);
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
        double[] air = new double[settings.zones()];
        int[] trays = new int[settings.zones()];
        for (int tray = 1; tray < rpm.length; tray++) {
            int zone = settings.zoneOfTray(tray);
            trays[zone]++;
            for (int fan = 0; fan < FANS; fan++) {
                double target = duty[tray] * health[tray][fan] * settings.fullRpm();
                rpm[tray][fan] += (target - rpm[tray][fan]) * Math.min(1, dt / settings.fanSeconds());
                air[zone] += rpm[tray][fan] / settings.fullRpm() / FANS;
            }
        }
        double all = 0;
        for (int zone = 0; zone < air.length; zone++) {
            air[zone] /= Math.max(1, trays[zone]);
            all += air[zone] / air.length;
        }
        for (int slot = 1; slot < celsius.length; slot++) {
            double own = (1 - LEAK) * air[settings.zoneOfSlot(slot)] + LEAK * all;
            double rise = watts(slot) * KELVIN_PER_WATT / (STILL_AIR + (1 - STILL_AIR) * own);
            celsius[slot] += (rise - (celsius[slot] - ambient)) * dt / settings.heatSeconds();
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

    /** A board's true temperature, degrees Celsius. */
    public double trueCelsius(int slot) {
        return celsius[slot];
    }

    /** The speed of a tray's first fan, revolutions a minute. */
    public double rpm(int tray) {
        return rpm[tray][0];
    }

    /** The speed of a tray's fan, from 0, revolutions a minute. */
    public double rpm(int tray, int fan) {
        return rpm[tray][fan];
    }

    /** What the fans of a tray draw for each watt that they draw at full speed: the cube of their speed. */
    public double fanPower(int tray) {
        double power = 0;
        for (double each : rpm[tray]) {
            power += Math.pow(each / settings.fullRpm(), 3) / FANS;
        }
        return power;
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
