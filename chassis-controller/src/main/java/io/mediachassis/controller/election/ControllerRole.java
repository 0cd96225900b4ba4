package io.mediachassis.controller.election;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether this controller is the active one. The arbiter on the mid-plane decides, by compare-and-set of its epoch; this
 * class only knows when to ask, and for how long an answer may be believed.
 *
 * <pre>
 *   STARTING --the arbiter answers--> STANDBY --holder gone, its turn--> CLAIMING --won--> ACTIVE
 *                                       ^  ^                                | lost            |
 *                                       |  +--------------------------------+                 |
 *                                       +--a refresh was refused, or none was confirmed in time
 *   STANDBY --the link to a healthy active one stays lost--> RESTARTING (the process ends, its supervisor starts it)
 * </pre>
 *
 * A refresh counts from when it was sent, so that a delayed answer can't prolong it: the arbiter gives the epoch away
 * {@code 1 s} after the last refresh it had, and this side stops believing {@code 700 ms} after the last one it sent
 * and saw confirmed. Pure; the control loop owns it.
 */
public class ControllerRole {
    /** Where this controller stands. */
    public enum State {
        STARTING,
        STANDBY,
        CLAIMING,
        ACTIVE,
        RESTARTING
    }

    /** What it wants done. */
    public sealed interface Action {
        /** Ask for the arbiter's status. */
        record AskArbiter() implements Action {}

        /** Compare-and-set: become the holder if the epoch is still this one. */
        record Claim(long expectedEpoch) implements Action {}

        record Refresh(long epoch) implements Action {}

        /** Act from now on, with this epoch. */
        record BecomeActive(long epoch) implements Action {}

        /** Stop acting, at once. */
        record StepDown(String reason) implements Action {}

        /** Give the epoch back, so that the other controller need not wait for the arbiter's watchdog. */
        record Release(long epoch) implements Action {}

        /** End the process. */
        record RestartSelf(String reason) implements Action {}
    }

    /**
     * What the arbiter said.
     *
     * @param holder number of the controller that holds the epoch, 0: nobody
     * @param refreshedNsAgo since the holder's last refresh
     */
    public record ArbiterReport(long epoch, int holder, long refreshedNsAgo, boolean peerPresent, boolean peerHealthy) {}

    private static final long MS = 1_000_000L;
    private static final long ASK_NS = 100 * MS;
    /** The arbiter's own watchdog is 1 s; 0.7 of it leaves room for clocks that run apart. */
    private static final long BELIEF_NS = 700 * MS;
    private static final long STALE_NS = 1000 * MS;
    /** Controller 2 leaves the first claim to controller 1. */
    private static final long HEAD_START_NS = 500 * MS;
    private static final long RECHECK_NS = 3000 * MS;
    /** So long the other controller has to claim what was given up for it. */
    private static final long YIELD_NS = 3000 * MS;

    private final int number;
    private State state = State.STARTING;
    private long epoch;
    private long believedUntilNs;
    private long lastAskNs;
    private long standbySinceNs;
    private boolean peerLinkUp;
    private boolean peerLinkWasUp;
    private long peerLinkLostNs;
    private boolean yields;
    private long yieldsUntilNs;

    /** @param number 1 or 2, as the arbiter's line says */
    public ControllerRole(int number, long nowNs) {
        this.number = number;
        this.lastAskNs = nowNs - ASK_NS;
    }

    /** Where it stands; what it may do at this instant says {@link #mayAct}. */
    public State state() {
        return state;
    }

    /** The epoch held, or last held; 0: none yet. */
    public long epoch() {
        return epoch;
    }

    /** Whether it may give orders at this instant; asked right before each one. */
    public boolean mayAct(long nowNs) {
        return state == State.ACTIVE && believes(nowNs);
    }

    /** The link to the other controller came up or went down. */
    public List<Action> onPeerLink(boolean up, long nowNs) {
        peerLinkUp = up;
        if (up) {
            peerLinkWasUp = true;
        } else {
            peerLinkLostNs = nowNs;
        }
        return List.of();
    }

    /** An answer to AskArbiter. */
    public List<Action> onArbiter(ArbiterReport report, long nowNs) {
        List<Action> out = new ArrayList<>();
        switch (state) {
            case STARTING -> {
                state = State.STANDBY;
                standbySinceNs = nowNs;
                standBy(report, nowNs, out);
            }
            case STANDBY -> standBy(report, nowNs, out);
            case CLAIMING, ACTIVE, RESTARTING -> { }
        }
        return out;
    }

    /**
     * The answer to a claim.
     *
     * @param sentNs when the claim was sent
     */
    public List<Action> onClaim(boolean won, long newEpoch, long sentNs, long nowNs) {
        if (state != State.CLAIMING) {
            return List.of();
        }
        if (!won) {
            state = State.STANDBY;
            standbySinceNs = nowNs;
            return List.of();
        }
        state = State.ACTIVE;
        epoch = newEpoch;
        believedUntilNs = sentNs + BELIEF_NS;
        lastAskNs = nowNs;
        return List.of(new Action.BecomeActive(epoch));
    }

    /** Claim went unanswered: whether it was won shows in the next status. */
    public List<Action> onClaimUnanswered(long nowNs) {
        if (state == State.CLAIMING) {
            state = State.STANDBY;
            standbySinceNs = nowNs;
        }
        return List.of();
    }

    /**
     * The answer to a refresh.
     *
     * @param sentNs when the refresh was sent
     */
    public List<Action> onRefresh(boolean confirmed, long sentNs, long nowNs) {
        if (state != State.ACTIVE) {
            return List.of();
        }
        if (!confirmed) {
            return stepDown("the other controller holds the arbiter", nowNs);
        }
        believedUntilNs = Math.max(believedUntilNs, sentNs + BELIEF_NS);
        return List.of();
    }

    /**
     * An operator wants the other controller to be active. This one gives up, and leaves the next claim to the other one
     * as long as that is healthy, for 3 s at most. Whoever orders it has seen that the other one is there.
     */
    public List<Action> onSwitchOver(long nowNs) {
        if (state != State.ACTIVE) {
            return List.of();
        }
        yields = true;
        yieldsUntilNs = nowNs + YIELD_NS;
        List<Action> out = new ArrayList<>(stepDown("an operator has ordered the switch-over", nowNs));
        out.add(new Action.Release(epoch));
        return out;
    }

    /** Time passes; called every 20 ms or so. */
    public List<Action> onTick(long nowNs) {
        if (state == State.ACTIVE && !believes(nowNs)) {
            return stepDown("the arbiter confirmed no refresh in time", nowNs);
        }
        if (state == State.RESTARTING || state == State.CLAIMING || nowNs - lastAskNs < ASK_NS) {
            return List.of();
        }
        lastAskNs = nowNs;
        return List.of(state == State.ACTIVE ? new Action.Refresh(epoch) : new Action.AskArbiter());
    }

    /** Guard: an unconfirmed claim is not believed for longer than the arbiter keeps it. */
    protected boolean believes(long nowNs) {
        return nowNs - believedUntilNs < 0;
    }

    private void standBy(ArbiterReport report, long nowNs, List<Action> out) {
        boolean free = report.holder() == 0 || report.refreshedNsAgo() >= STALE_NS;
        // Once the other one has had it there is nothing to wait for.
        yields &= nowNs - yieldsUntilNs < 0 && report.peerHealthy()
                && (report.holder() == 0 || report.holder() == number);
        if (yields) {
            return;
        }
        if (free || report.holder() == number) {
            // Holding it ourselves while on standby: the rest of an earlier life, whose belief is gone. Claim anew.
            boolean myTurn = report.holder() != 0
                    || number == 1
                    || !report.peerHealthy()
                    || nowNs - standbySinceNs >= HEAD_START_NS;
            if (myTurn) {
                state = State.CLAIMING;
                out.add(new Action.Claim(report.epoch()));
            }
        } else if (!peerLinkUp && peerLinkWasUp && report.peerHealthy() && nowNs - peerLinkLostNs >= RECHECK_NS) {
            state = State.RESTARTING;
            out.add(new Action.RestartSelf("The active controller is healthy on the arbiter's line but its link has been"
                    + " lost for 3 s: this controller is the broken one and restarts"));
        }
    }

    private List<Action> stepDown(String reason, long nowNs) {
        state = State.STANDBY;
        standbySinceNs = nowNs;
        return List.of(new Action.StepDown(reason));
    }
}
