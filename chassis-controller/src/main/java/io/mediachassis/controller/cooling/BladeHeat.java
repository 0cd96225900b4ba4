package io.mediachassis.controller.cooling;

/**
 * What becomes of one blade by its heat.
 *
 * <pre>
 *             upper critical             still critical after a step's time
 *   NORMAL -------------------> THROTTLED ---------------------------------. (less)
 *      ^  \                       |  ^ '-----------------------------------'
 *      |   '--upper fatal------.  |  '--no caution for the restore time: more; at 100 percent NORMAL
 *      |                       v  v
 *      |                     LEAVING: hands over, after its patience goes off all the same
 *      |                          |
 *      '--no caution for the  -- OFF: has no power; LEAVING again, should it have
 *         restore time
 * </pre>
 *
 * <p>Where the sensors are not believed nothing changes. What a standing takes (dwell, hysteresis) {@link ThresholdWatch}
 * has seen to: no single reading leads to anything. Pure; one thread.
 */
public final class BladeHeat {
    /** Where it stands. */
    public enum State {
        NORMAL,
        THROTTLED,
        LEAVING,
        OFF
    }

    /** What is to be done. */
    public enum Step {
        NONE,
        /** It may send less than before. */
        THROTTLE,
        /** It may send more than before. */
        EASE,
        /** It is to hand over and go off. */
        LEAVE,
        /** It goes off at once. */
        OFF_NOW,
        /** It is cool again, and may have power. */
        RELEASE
    }

    private final CoolingSettings.Throttle settings;
    private State state = State.NORMAL;
    /** Index of the step that it is throttled to; negative: none. */
    private int at = -1;
    private long changedNs;
    private boolean cool;
    private long coolNs;
    /** It has lost its power since it was ordered off. */
    private boolean gone;

    public BladeHeat(CoolingSettings.Throttle settings) {
        this.settings = settings;
    }

    /** Goes on from what the blade says that it was told by another controller, percent of its capacity. */
    public void adopt(int percent, long nowNs) {
        if (state == State.NORMAL && percent < 100) {
            at = settings.steps().size() - 1;
            while (at > 0 && settings.steps().get(at) < percent) {
                at--;
            }
            state = State.THROTTLED;
            changedNs = nowNs;
        }
    }

    /**
     * The blade's sensors as they stand.
     *
     * @param believed whether any of them is
     * @param standing the hottest of those that are
     */
    public Step step(boolean believed, Standing standing, long nowNs) {
        boolean nowCool = believed && !standing.tooHigh(1);
        if (nowCool && !cool) {
            coolNs = nowNs;
        }
        cool = nowCool;
        boolean restored = cool && nowNs - coolNs >= settings.restore().toNanos();
        if (!believed) {
            return leavesLate(nowNs);
        }
        return switch (state) {
            case NORMAL -> standing.tooHigh(3) ? leave(nowNs) : standing.tooHigh(2) ? throttle(nowNs) : Step.NONE;
            case THROTTLED -> throttled(standing, restored, nowNs);
            case LEAVING -> leavesLate(nowNs);
            case OFF -> restored ? release() : Step.NONE;
        };
    }

    private Step throttled(Standing standing, boolean restored, long nowNs) {
        if (standing.tooHigh(3)) {
            return leave(nowNs);
        }
        boolean more = nowNs - changedNs >= settings.step().toNanos();
        if (standing.tooHigh(2) && more && at < settings.steps().size() - 1) {
            return throttle(nowNs);
        }
        if (restored && nowNs - changedNs >= settings.restore().toNanos()) {
            at--;
            changedNs = nowNs;
            state = at < 0 ? State.NORMAL : State.THROTTLED;
            return Step.EASE;
        }
        return Step.NONE;
    }

    private Step throttle(long nowNs) {
        at++;
        changedNs = nowNs;
        state = State.THROTTLED;
        return Step.THROTTLE;
    }

    private Step leave(long nowNs) {
        state = State.LEAVING;
        gone = false;
        changedNs = nowNs;
        return Step.LEAVE;
    }

    private Step leavesLate(long nowNs) {
        if (state == State.LEAVING && nowNs - changedNs >= settings.patience().toNanos()) {
            // Once: who carries it out tries until it is done.
            state = State.OFF;
            return Step.OFF_NOW;
        }
        return Step.NONE;
    }

    private Step release() {
        state = State.NORMAL;
        at = -1;
        return Step.RELEASE;
    }

    /** It has power; true: though it was off for heat, so that it is to hand over and go again. */
    public boolean runsAgain(long nowNs) {
        boolean again = state == State.OFF && gone;
        if (again) {
            leave(nowNs);
        }
        return again;
    }

    /** It has no power any more, by whatever reason. */
    public void off() {
        gone = true;
        if (state == State.LEAVING) {
            state = State.OFF;
        } else if (state == State.THROTTLED) {
            state = State.NORMAL;
        }
        at = -1;
    }

    /** It is to stay off until it is cool, since it is hot already. */
    public void keepOff() {
        state = State.OFF;
        gone = true;
        at = -1;
        cool = false;
    }

    /** What is in the slot now is another blade, or none; or its operator wants it on. */
    public void forget() {
        state = State.NORMAL;
        at = -1;
        cool = false;
    }

    public State state() {
        return state;
    }

    /** How much of its capacity it may give to streams, percent. */
    public int admitted() {
        return at < 0 ? 100 : settings.steps().get(at);
    }
}
