package io.mediachassis.controller.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.election.ControllerRole.Action;
import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import io.mediachassis.controller.election.ControllerRole.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerRoleTest {
    private static final long MS = 1_000_000L;

    private static ArbiterReport free(boolean peerHealthy) {
        return new ArbiterReport(7, 0, 0, true, peerHealthy);
    }

    private static ArbiterReport held(int holder, long agoMs, boolean peerHealthy) {
        return new ArbiterReport(7, holder, agoMs * MS, true, peerHealthy);
    }

    private static ControllerRole active(long nowNs) {
        ControllerRole role = new ControllerRole(1, nowNs);
        assertEquals(List.of(new Action.Claim(7)), role.onArbiter(free(true), nowNs));
        assertEquals(List.of(new Action.BecomeActive(8)), role.onClaim(true, 8, nowNs, nowNs));
        return role;
    }

    @Test
    void firstControllerClaimsAtOnceTheSecondGivesItAHeadStart() {
        assertEquals(List.of(new Action.Claim(7)), new ControllerRole(1, 0).onArbiter(free(true), 0));
        ControllerRole second = new ControllerRole(2, 0);
        assertEquals(List.of(), second.onArbiter(free(true), 0));
        assertEquals(List.of(), second.onArbiter(free(true), 400 * MS));
        assertEquals(List.of(new Action.Claim(7)), second.onArbiter(free(true), 500 * MS));
        assertEquals(List.of(new Action.Claim(7)), new ControllerRole(2, 0).onArbiter(free(false), 0));
    }

    @Test
    void loserOfTheRaceStandsBy() {
        ControllerRole role = new ControllerRole(1, 0);
        role.onArbiter(free(true), 0);
        assertEquals(List.of(), role.onClaim(false, 0, 0, 5 * MS));
        assertEquals(State.STANDBY, role.state());
        assertFalse(role.mayAct(5 * MS));
    }

    @Test
    void standbyClaimsOnceTheHolderIsStale() {
        ControllerRole role = new ControllerRole(2, 0);
        assertEquals(List.of(), role.onArbiter(held(1, 399, true), 0));
        assertEquals(List.of(new Action.Claim(7)), role.onArbiter(held(1, 1000, true), MS));
    }

    @Test
    void switchedOverItGivesTheEpochBackAndLeavesTheNextClaimToTheOther() {
        ControllerRole role = active(0);
        assertEquals(List.of(new Action.StepDown("an operator has ordered the switch-over"), new Action.Release(8)),
                role.onSwitchOver(100 * MS));
        assertFalse(role.mayAct(100 * MS));
        assertEquals(List.of(), role.onArbiter(free(true), 200 * MS), "controller 1 would claim at once");
        assertEquals(List.of(), role.onArbiter(held(1, 1200, true), 1300 * MS), "though the release was lost");
        assertEquals(List.of(new Action.Claim(7)), role.onArbiter(free(true), 3100 * MS), "nobody came");
        assertEquals(List.of(), role.onSwitchOver(3200 * MS), "not while it claims");
    }

    @Test
    void switchedOverItTakesOverAgainAsSoonAsTheOtherHasHadItOrIsNotWell() {
        ControllerRole role = active(0);
        role.onSwitchOver(100 * MS);
        assertEquals(List.of(), role.onArbiter(held(2, 0, true), 200 * MS));
        assertEquals(List.of(new Action.Claim(7)), role.onArbiter(held(2, 1000, true), 1300 * MS));
        ControllerRole alone = active(0);
        alone.onSwitchOver(100 * MS);
        assertEquals(List.of(new Action.Claim(7)), alone.onArbiter(free(false), 200 * MS));
    }

    @Test
    void claimCountsFromWhenItWasSent() {
        ControllerRole role = new ControllerRole(1, 0);
        role.onArbiter(free(true), 0);
        role.onClaim(true, 8, 0, 200 * MS);
        assertTrue(role.mayAct(699 * MS));
        assertFalse(role.mayAct(700 * MS));
    }

    @Test
    void stepsDownWithoutConfirmationAndMayNotActEvenBeforeItsTick() {
        ControllerRole role = active(0);
        assertFalse(role.mayAct(700 * MS));
        assertInstanceOf(Action.StepDown.class, role.onTick(700 * MS).get(0));
        assertEquals(State.STANDBY, role.state());
    }

    @Test
    void confirmedRefreshesKeepItActive() {
        ControllerRole role = active(0);
        for (long t = 100; t < 2000; t += 100) {
            assertEquals(List.of(new Action.Refresh(8)), role.onTick(t * MS));
            assertEquals(List.of(), role.onRefresh(true, t * MS, (t + 5) * MS));
        }
        assertTrue(role.mayAct(2100 * MS));
    }

    @Test
    void refusedRefreshStepsDownAtOnce() {
        ControllerRole role = active(0);
        assertInstanceOf(Action.StepDown.class, role.onRefresh(false, 0, 10 * MS).get(0));
        assertFalse(role.mayAct(10 * MS));
    }

    @Test
    void standbyThatLostAHealthyActiveOneRestarts() {
        ControllerRole role = new ControllerRole(2, 0);
        role.onPeerLink(true, 0);
        role.onArbiter(held(1, 10, true), 0);
        role.onPeerLink(false, 100 * MS);
        assertEquals(List.of(), role.onArbiter(held(1, 10, true), 3000 * MS));
        assertInstanceOf(Action.RestartSelf.class, role.onArbiter(held(1, 10, true), 3100 * MS).get(0));
        assertEquals(State.RESTARTING, role.state());
    }

    @Test
    void standbyWhoseLinkComesBackStays() {
        ControllerRole role = new ControllerRole(2, 0);
        role.onPeerLink(true, 0);
        role.onArbiter(held(1, 10, true), 0);
        role.onPeerLink(false, 100 * MS);
        role.onPeerLink(true, 2000 * MS);
        assertEquals(List.of(), role.onArbiter(held(1, 10, true), 4000 * MS));
    }
}
