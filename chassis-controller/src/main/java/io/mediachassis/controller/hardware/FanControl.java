package io.mediachassis.controller.hardware;

/**
 * The fans of the chassis, all trays alike, by the hottest sensor: proportional between two temperatures, up at once,
 * down slowly (so that it does not hunt), and at full speed whenever it does not know enough: just started, a sensor or
 * a tray that does not answer, a fan that stands. Pure; one thread.
 */
public final class FanControl {
    /**
     * The characteristic.
     *
     * @param lowDeciCelsius at and below this the fans run at {@code minPercent}; tenths of a degree
     * @param highDeciCelsius at and above this they run at 100 percent
     * @param minPercent the least that keeps air moving, 1 to 100
     * @param startNs how long after the start full speed is kept, so that all sensors have been heard
     * @param stepDownPercent by how much the duty may fall in one interval
     * @param stepDownNs that interval
     */
    public record Settings(
            int lowDeciCelsius,
            int highDeciCelsius,
            int minPercent,
            long startNs,
            int stepDownPercent,
            long stepDownNs) {
        public static final Settings DEFAULT = new Settings(350, 650, 30, 3_000_000_000L, 5, 2_000_000_000L);

        public Settings {
            if (lowDeciCelsius >= highDeciCelsius || minPercent < 1 || minPercent > 100 || stepDownPercent < 1) {
                throw new IllegalArgumentException("fan settings out of range: low " + lowDeciCelsius + ", high "
                        + highDeciCelsius + ", minimum " + minPercent + ", step " + stepDownPercent);
            }
        }
    }

    /**
     * What the chassis looks like now.
     *
     * @param hottestDeciCelsius of all sensors heard
     * @param anySensor at least one temperature was heard
     * @param sensorLost a present CBC does not answer or gives no temperature though its board has power
     * @param fanLost a present tray does not answer or has a fan that stands
     */
    public record Air(int hottestDeciCelsius, boolean anySensor, boolean sensorLost, boolean fanLost) {}

    private final Settings settings;
    private final long startedNs;
    private int duty = 100;
    private long lastStepNs;
    private boolean failsafe = true;

    /** @param nowNs when this controller became active */
    public FanControl(Settings settings, long nowNs) {
        this.settings = settings;
        this.startedNs = nowNs;
        this.lastStepNs = nowNs;
    }

    /** The duty that every tray is to run at now, in percent. */
    public int duty(Air air, long nowNs) {
        failsafe = nowNs - startedNs < settings.startNs() || !air.anySensor() || air.sensorLost() || air.fanLost();
        int target = failsafe ? 100 : target(air.hottestDeciCelsius());
        if (target >= duty) {
            duty = target;
            lastStepNs = nowNs;
        } else if (nowNs - lastStepNs >= settings.stepDownNs()) {
            duty = Math.max(target, duty - settings.stepDownPercent());
            lastStepNs = nowNs;
        }
        return duty;
    }

    /** Whether the fans run at full speed for want of knowledge. */
    public boolean failsafe() {
        return failsafe;
    }

    private int target(int deciCelsius) {
        if (deciCelsius <= settings.lowDeciCelsius()) {
            return settings.minPercent();
        }
        if (deciCelsius >= settings.highDeciCelsius()) {
            return 100;
        }
        int span = settings.highDeciCelsius() - settings.lowDeciCelsius();
        int over = deciCelsius - settings.lowDeciCelsius();
        return settings.minPercent() + (100 - settings.minPercent()) * over / span;
    }
}
