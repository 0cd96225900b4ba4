package io.mediachassis.sim.device;

/**
 * The power of one board.
 *
 * <pre>
 *          want on                  ramp over: board on, POWER_RESTORED
 *   OFF ------------> RAMPING ------------------------------------------> ON
 *    ^                   |                                                |
 *    |  want off         |                                                | want off, or cycle: board off
 *    +-------------------+                                                v
 *    +<--------------------------------------------------------------- FALLING
 *        the board is really down: POWER_LOST; RAMPING again if it is wanted
 * </pre>
 *
 * <p>Power-good is high in ON and FALLING: it says that the board may still act, and falls only when it surely can't.
 * That is what makes it a fence. Pure.
 */
final class PowerSequencer {
    /** What a step brought about. */
    enum Change {
        NONE,
        SWITCH_ON,
        SWITCH_OFF,
        DOWN
    }

    private enum State {
        OFF,
        RAMPING,
        ON,
        FALLING
    }

    /** From switching the rail on to a steady 12 V. */
    static final long RAMP_NS = 50_000_000;

    private State state;
    private boolean wanted;
    private long rampOverNs;

    /** @param on the board runs already */
    PowerSequencer(boolean on) {
        this.state = on ? State.ON : State.OFF;
        this.wanted = on;
    }

    boolean wanted() {
        return wanted;
    }

    boolean good() {
        return state == State.ON || state == State.FALLING;
    }

    boolean falling() {
        return state == State.FALLING;
    }

    Change want(boolean on, long nowNs) {
        wanted = on;
        return switch (state) {
            case OFF -> {
                if (on) {
                    ramp(nowNs);
                }
                yield Change.NONE;
            }
            case RAMPING -> {
                if (!on) {
                    state = State.OFF;
                }
                yield Change.NONE;
            }
            case ON -> on ? Change.NONE : fall();
            case FALLING -> Change.NONE;
        };
    }

    /** Off and on again, if it is on; it stays wanted. */
    Change cycle() {
        return state == State.ON ? fall() : Change.NONE;
    }

    private Change fall() {
        state = State.FALLING;
        return Change.SWITCH_OFF;
    }

    /** The board is really down. */
    Change down(long nowNs) {
        if (state != State.FALLING) {
            return Change.NONE;
        }
        state = State.OFF;
        if (wanted) {
            ramp(nowNs);
        }
        return Change.DOWN;
    }

    Change step(long nowNs) {
        if (state == State.RAMPING && rampOverNs - nowNs <= 0) {
            state = State.ON;
            return Change.SWITCH_ON;
        }
        return Change.NONE;
    }

    private void ramp(long nowNs) {
        state = State.RAMPING;
        rampOverNs = nowNs + RAMP_NS;
    }
}
