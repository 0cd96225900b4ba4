package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.ControllerRole.Action;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell around {@link ControllerRole}: speaks with the arbiter and tells the rest who is active. Control loop. */
final class RoleKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);
    private static final long TICK_MS = 20;
    private static final long STATUS_MS = 200;

    /** What the rest of the controller does about it. Control loop. */
    interface Duties {
        void becomeActive(long epoch);

        void stepDown(String reason);

        void restart(String reason);

        void onArbiter(ArbiterStatus status);
    }

    private final ArbiterLine arbiter;
    private final ControllerRole role;
    private final EventLoop control;
    private final Clock clock;
    private final Duties duties;

    RoleKeeper(ArbiterLine arbiter, int number, EventLoop control, Clock clock, Duties duties) {
        this.arbiter = arbiter;
        this.role = new ControllerRole(number, clock.nanoTime());
        this.control = control;
        this.clock = clock;
        this.duties = duties;
    }

    void start() {
        control.scheduleAtFixedRate(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
        // While active, refreshes go every 100 ms; the pins are read beside them.
        control.scheduleAtFixedRate(this::readPins, STATUS_MS, STATUS_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether orders may be given at this instant. */
    boolean mayAct() {
        return role.mayAct(clock.nanoTime());
    }

    long epoch() {
        return role.epoch();
    }

    void onPeerLink(boolean up) {
        carryOut(role.onPeerLink(up, clock.nanoTime()));
    }

    /** Gives the office to the other controller. */
    void switchOver() {
        carryOut(role.onSwitchOver(clock.nanoTime()));
    }

    private void tick() {
        carryOut(role.onTick(clock.nanoTime()));
    }

    private void readPins() {
        if (mayAct()) {
            arbiter.status().thenAcceptAsync(duties::onArbiter, control);
        }
    }

    private void carryOut(List<Action> actions) {
        for (Action action : actions) {
            carryOut(action);
        }
    }

    private void carryOut(Action action) {
        long sentNs = clock.nanoTime();
        if (action instanceof Action.AskArbiter) {
            arbiter.status().thenAcceptAsync(
                    status -> {
                        duties.onArbiter(status);
                        carryOut(role.onArbiter(ArbiterLine.report(status), clock.nanoTime()));
                    },
                    control);
        } else if (action instanceof Action.Claim claim) {
            arbiter.claim(claim.expectedEpoch()).whenCompleteAsync((reply, error) -> onClaim(reply, error, sentNs), control);
        } else if (action instanceof Action.Refresh refresh) {
            arbiter.refresh(refresh.epoch()).thenAcceptAsync(
                    reply -> carryOut(role.onRefresh(
                            reply.getResult() == DeviceReply.Result.OK, sentNs, clock.nanoTime())),
                    control);
        } else if (action instanceof Action.BecomeActive active) {
            LOG.info("This controller is active, epoch {}", active.epoch());
            duties.becomeActive(active.epoch());
        } else if (action instanceof Action.StepDown down) {
            LOG.warn("This controller is on standby: {}", down.reason());
            duties.stepDown(down.reason());
        } else if (action instanceof Action.Release release) {
            arbiter.release(release.epoch()).exceptionally(error -> {
                LOG.info("The arbiter did not hear that this controller gives up: the other one takes over when its watchdog"
                        + " ends");
                return null;
            });
        } else if (action instanceof Action.RestartSelf restart) {
            duties.restart(restart.reason());
        }
    }

    private void onClaim(@Nullable DeviceReply reply,
            @Nullable Throwable error, long sentNs) {
        if (reply == null) {
            LOG.info("The claim of the arbiter was not answered: {}", error == null ? "" : error.getMessage());
            carryOut(role.onClaimUnanswered(clock.nanoTime()));
            return;
        }
        boolean won = reply.getResult() == DeviceReply.Result.OK;
        long epoch = Integer.toUnsignedLong(reply.getArbiter().getEpoch());
        carryOut(role.onClaim(won, epoch, sentNs, clock.nanoTime()));
    }
}
