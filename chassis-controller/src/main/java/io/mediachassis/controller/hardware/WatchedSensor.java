package io.mediachassis.controller.hardware;

import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.SensorState;
import io.mediachassis.controller.cooling.SensorTrust;
import io.mediachassis.controller.cooling.Standing;
import io.mediachassis.controller.cooling.ThresholdWatch;

/** One sensor: whether it is believed, and where it stands against its thresholds. Pure; one thread. */
final class WatchedSensor {
    private final SensorRole role;
    private final double full;
    private final SensorTrust trust;
    private final ThresholdWatch watch;
    private double last = Double.NaN;
    private Standing told = Standing.NORMAL;
    private boolean lostTold;

    WatchedSensor(SensorRole role, CoolingSettings settings, long nowNs) {
        this.role = role;
        this.full = settings.fanFullSpeed();
        this.trust = new SensorTrust(settings.sensorTimeout(), role == SensorRole.BOARD, nowNs);
        this.watch = new ThresholdWatch(role.thresholds(settings.limits()));
    }

    /** Another controller did not believe it, and has told so. */
    void restore(SensorTrust.Doubt doubt) {
        trust.restore(doubt);
        lostTold = true;
    }

    SensorRole role() {
        return role;
    }

    /** As it is shown on the bus, in its role's unit; the rest as {@link SensorTrust} takes it. */
    void reading(double value, double watts, double air, long nowNs) {
        if (role.isTemperature()) {
            boolean board = role == SensorRole.BOARD;
            trust.reading(value, board ? watts : Double.NaN, board ? air : Double.NaN, nowNs);
            trust.value().ifPresent(believed -> {
                last = believed;
                watch.read(believed, nowNs);
            });
        } else {
            last = value;
            watch.read(value, nowNs);
        }
    }

    /** As {@link SensorTrust#questionable}. */
    boolean questionable(long nowNs) {
        return role.isTemperature() && trust.questionable(nowNs);
    }

    /** Its device does not show it now. */
    void missing(long nowNs) {
        if (role.isTemperature()) {
            trust.missing(nowNs);
        }
    }

    /** What it measures has no power. */
    void idle() {
        watch.forget();
        last = Double.NaN;
    }

    boolean believed() {
        return !role.isTemperature() || trust.value().isPresent();
    }

    /** Whether it has only begun to show something: it is not believed yet, nor is it lost. */
    boolean begins() {
        return fault().isEmpty() && !believed();
    }

    /** What it shows while it {@link #begins}; not a number: it does not, or shows what can't be. */
    double first() {
        return trust.first().orElse(Double.NaN);
    }

    /** For another controller, where it is not believed. */
    SensorTrust.Doubt doubt() {
        return trust.doubt();
    }

    /** Why it is not believed; empty: it is. */
    String fault() {
        return role.isTemperature() ? trust.fault() : "";
    }

    /** Believed, or the last that was; not a number: none. */
    double value() {
        return last;
    }

    Standing standing() {
        return watch.standing();
    }

    SensorState state() {
        return new SensorState(role, believed() ? last : Double.NaN, standing(), fault(), watch.thresholds(), full);
    }

    /** Where it stood when this was asked last, if that has changed; else where it stands. */
    Standing takeChange() {
        Standing before = told;
        told = standing();
        return before;
    }

    /** Whether it has begun or ceased to be believed since this was asked last. */
    boolean takeTrustChange() {
        boolean lost = !fault().isEmpty();
        boolean changed = lost != lostTold;
        lostTold = lost;
        return changed;
    }
}
