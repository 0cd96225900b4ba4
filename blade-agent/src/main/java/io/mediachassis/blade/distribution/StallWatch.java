package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.StallPolicy;

/**
 * Whether an input is silent for too long. Pure; one thread.
 *
 * <pre>
 *             silent for stall            silent for give-up, where END is the policy
 *   FLOWING ------------------> STALLED ---------------------------------------------> GIVEN_UP
 *      ^------- it comes -----------'
 * </pre>
 */
final class StallWatch {
    enum State { FLOWING, STALLED, GIVEN_UP }

    private static final long TICKS_PER_MS = InputClock.SECOND / 1000;

    private final StallSettings settings;
    private State state = State.FLOWING;
    private long heardTicks;
    private long stalls;

    StallWatch(StallSettings settings, long nowTicks) {
        this.settings = settings;
        this.heardTicks = nowTicks;
    }

    State state() {
        return state;
    }

    long stalls() {
        return stalls;
    }

    /** Something came, or the input is held up on purpose. */
    void heard(long nowTicks) {
        heardTicks = nowTicks;
        if (state == State.STALLED) {
            state = State.FLOWING;
        }
    }

    /** Time passed; returns the state now. */
    State tick(long nowTicks) {
        long silentMs = (nowTicks - heardTicks) / TICKS_PER_MS;
        if (state == State.FLOWING && silentMs >= settings.stallMs()) {
            state = State.STALLED;
            stalls++;
        }
        if (state == State.STALLED && settings.policy() == StallPolicy.END && silentMs >= settings.giveUpMs()) {
            state = State.GIVEN_UP;
        }
        return state;
    }
}
