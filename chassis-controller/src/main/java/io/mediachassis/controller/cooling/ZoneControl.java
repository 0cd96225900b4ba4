package io.mediachassis.controller.cooling;

import org.jspecify.annotations.Nullable;

/**
 * The closed loop of one zone: once a second it says at which level the zone's fans are to run.
 *
 * <pre>
 *   STARTING --all heard, or 3 s--> CONTROLLED &lt;--all believed for 10 s-- FAILSAFE
 *       |                              |   |    --a sensor is lost-------->   |
 *       |                              |   '--upper critical, or blind--.     | the same
 *       '--nothing heard in 3 s------->|                                v     v
 *                                      '&lt;--below critical, sees-------- FULL
 * </pre>
 *
 * <p>CONTROLLED: what a {@link Pid} wants that holds the hottest board at the target, with a feed-forward by the power of
 * the hungriest board over the kelvins that it may be warmer than the air; never below the {@link LearnedMinimum}. It
 * rises by 10 percent a second at most and falls by 2. FAILSAFE: not below the failsafe level, nor below the level when
 * the sensor was lost, since it may be the hottest board's. FULL: 100. Beyond the level, where fans have failed or are
 * gone, the others are ordered so much more as these are missing.
 *
 * <p>A new controller orders nothing in STARTING, and goes on from the level that the trays have (and from what the last
 * one wanted, where they have that): fans do not jump by a switch-over, and those that went to full speed for want of a
 * controller come down slowly. Pure; one thread.
 */
public final class ZoneControl {
    private static final long PERIOD_NS = 1_000_000_000L;
    private static final double MOST_PERIOD_S = 5;
    private static final long START_NS = 3_000_000_000L;
    private static final long TRUSTED_NS = 10_000_000_000L;
    private static final double UP_PER_S = 10;
    private static final double DOWN_PER_S = 2;
    /** Air that is nearly as warm as a board may be: any power asks for all the air that there is. */
    private static final double LEAST_KELVIN = 5;
    /** Where no inlet is believed. */
    private static final double ASSUMED_INLET = 35;

    private final CoolingZone zone;
    private final CoolingSettings settings;
    private final Pid pid;
    private final LearnedMinimum minimum;
    private final @Nullable ZoneMemory memory;
    private final long startNs;
    private ZoneState state = ZoneState.STARTING;
    private String reason = "";
    private double level;
    private int ordered = -1;
    private int minimumChange;
    private long steppedNs;
    private long lostNs;
    private boolean everLost;
    private int lost;
    /** The level when a sensor was lost that still is, percent; 0: all are believed. */
    private double held;

    /**
     * Has ordered nothing yet.
     *
     * @param memory what the last controller knew; null: nothing
     */
    public ZoneControl(CoolingZone zone, CoolingSettings settings, @Nullable ZoneMemory memory, long nowNs) {
        this.zone = zone;
        this.settings = settings;
        this.pid = new Pid(settings.pid());
        this.minimum = new LearnedMinimum(settings.learning());
        this.memory = memory;
        this.startNs = nowNs;
        this.steppedNs = nowNs;
        if (memory != null) {
            minimum.restore(memory.learned());
        }
    }

    /** Goes on, if a second is over; true: it has. */
    public boolean step(ZoneSight sight, long nowNs) {
        if (state == ZoneState.STARTING) {
            begin(sight, nowNs);
        }
        double seconds = Math.min(MOST_PERIOD_S, (nowNs - steppedNs) / 1e9);
        if (state == ZoneState.STARTING || nowNs - steppedNs < PERIOD_NS) {
            return false;
        }
        steppedNs = nowNs;
        if (sight.lost() > 0) {
            everLost = true;
            lostNs = nowNs;
        }
        hold(sight.lost(), nowNs);
        state = look(sight, nowNs);
        held = state == ZoneState.CONTROLLED ? 0 : held;
        drive(sight, seconds, nowNs);
        return true;
    }

    private void begin(ZoneSight sight, long nowNs) {
        if (!sight.heard() && nowNs - startNs < START_NS) {
            return;
        }
        ZoneMemory before = memory;
        if (sight.trayLevel() < 0) {
            level = 100;
        } else if (before != null && Math.abs(before.ordered() - sight.trayLevel()) <= 2) {
            level = before.level();
        } else {
            level = sight.trayLevel();
        }
        pid.adopt(level, error(sight), feedForward(sight));
        state = ZoneState.CONTROLLED;
        steppedNs = nowNs - PERIOD_NS;
    }

    private void hold(int nowLost, long nowNs) {
        if (nowLost > lost) {
            // What was lost before this controller's time was so at a level that the last one knew; the trays perhaps
            // went to full speed without either.
            boolean before = nowNs - startNs < TRUSTED_NS;
            held = Math.max(held, before ? (memory == null ? 0 : memory.level()) : level);
        }
        lost = nowLost;
    }

    private ZoneState look(ZoneSight sight, long nowNs) {
        if (sight.blind()) {
            reason = "no temperature of a board that has power is believed: " + sight.why();
            return ZoneState.FULL;
        }
        if (sight.standing().tooHigh(2)) {
            reason = "a board is at its upper " + (sight.standing().tooHigh(3) ? "fatal" : "critical") + " threshold";
            return ZoneState.FULL;
        }
        if (sight.lost() > 0) {
            reason = sight.why();
            return ZoneState.FAILSAFE;
        }
        if (everLost && state != ZoneState.CONTROLLED && nowNs - lostNs < TRUSTED_NS) {
            // For the reason that there was: all are believed again, but only just.
            return ZoneState.FAILSAFE;
        }
        reason = "";
        return ZoneState.CONTROLLED;
    }

    private void drive(ZoneSight sight, double seconds, long nowNs) {
        double error = error(sight);
        double wanted = pid.update(error, feedForward(sight), seconds);
        double least = minimum.percent();
        double target = Math.max(least, Math.min(100, wanted));
        target = Math.max(level - DOWN_PER_S * seconds, Math.min(level + UP_PER_S * seconds, target));
        double floor = state == ZoneState.FULL ? 100
                : state == ZoneState.FAILSAFE ? Math.max(settings.failsafe(), held) : 0;
        level = Math.min(100, Math.max(floor, target));
        pid.applied(level);
        ordered = order(sight);
        minimumChange = state != ZoneState.CONTROLLED || Double.isNaN(sight.hottest()) ? 0 : minimum.step(
                level <= least + 0.5 && sight.working() == sight.fans(),
                settings.margin() - error, settings.margin(), sight.inlet(), sight.zoneWatts(), nowNs);
    }

    private int order(ZoneSight sight) {
        double share = sight.fans() == 0 ? 1 : (double) sight.working() / sight.fans();
        double more = share <= 0 ? 100 : level / share;
        return (int) Math.round(Math.min(100, Math.max(minimum.percent(), more)));
    }

    /** Kelvin above the target; far below it where nothing is to be cooled. */
    private double error(ZoneSight sight) {
        return Double.isNaN(sight.hottest()) ? -settings.margin() : sight.hottest() - settings.target();
    }

    private double feedForward(ZoneSight sight) {
        double air = Double.isNaN(sight.inlet()) ? ASSUMED_INLET : sight.inlet();
        return Math.min(100, settings.feedForward() * sight.watts() / Math.max(LEAST_KELVIN, settings.target() - air));
    }

    /** Its name, its slots and its fans. */
    public CoolingZone zone() {
        return zone;
    }

    public ZoneState state() {
        return state;
    }

    /** Why its fans do not simply follow the temperature, a sentence's part; empty: they do. */
    public String reason() {
        return reason;
    }

    /** What the loop wants, percent. */
    public double level() {
        return level;
    }

    /** What its trays are to be ordered, percent; negative: nothing yet. */
    public int ordered() {
        return ordered;
    }

    /** The learned minimum, percent. */
    public int minimum() {
        return minimum.percent();
    }

    /** By how much the last step changed the learned minimum. */
    public int minimumChange() {
        return minimumChange;
    }

    /** For the controller that comes after this one. */
    public ZoneMemory memory() {
        ZoneMemory before = memory;
        if (state == ZoneState.STARTING && before != null) {
            return before;
        }
        return new ZoneMemory(zone.name(), level, ordered, minimum.learned());
    }
}
