package io.mediachassis.controller.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.DirectorElection.LinkEnd;
import io.mediachassis.controller.election.DirectorElection.State;
import io.mediachassis.controller.election.ElectionAction.Announce;
import io.mediachassis.controller.election.ElectionAction.Demote;
import io.mediachassis.controller.election.ElectionAction.PowerOff;
import io.mediachassis.controller.election.ElectionAction.PowerOn;
import io.mediachassis.controller.election.ElectionAction.Probe;
import io.mediachassis.controller.election.ElectionAction.Promote;
import io.mediachassis.controller.election.ElectionAction.RenewLease;
import io.mediachassis.controller.election.ElectionAction.Report;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectorElectionTest {
    private static final long MS = 1_000_000L;

    private long now = 1000 * MS;
    private DirectorElection election = new DirectorElection(1, List.of(1, 2, 3), ElectionTimes.DEFAULT, now);
    private final List<ElectionAction> done = new ArrayList<>();
    /** Blades whose heartbeats do not come. */
    private final Set<Integer> silent = new HashSet<>();
    private final Set<Integer> ignorant = new HashSet<>();
    private Term known = new Term(1, 0);
    private int acting;
    private long nextHeartbeat = now;

    private void take(List<ElectionAction> actions) {
        done.addAll(actions);
        for (ElectionAction action : actions) {
            if (action instanceof Announce announce && announce.term().compareTo(known) > 0) {
                known = announce.term();
            }
        }
    }

    private <T extends ElectionAction> List<T> all(Class<T> kind) {
        return done.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void linksUp() {
        for (int slot = 1; slot <= 3; slot++) {
            take(election.onLinkUp(slot, now));
            take(election.onCbcReachable(slot, true, now));
        }
    }

    /** Time passes in ticks of 20 ms, heartbeats come every 100 ms. */
    private void pass(long ms) {
        for (long end = now + ms * MS; now < end; ) {
            now += 20 * MS;
            if (now >= nextHeartbeat) {
                nextHeartbeat += 100 * MS;
                heartbeats();
            }
            take(election.onTick(now));
        }
    }

    private void heartbeats() {
        for (int slot = 1; slot <= 3; slot++) {
            if (!silent.contains(slot)) {
                take(election.onHeartbeat(slot, slot == acting, false, known, ready(slot), now, now));
            }
        }
    }

    private Readiness ready(int slot) {
        return ignorant.contains(slot) ? Readiness.IN_SERVICE : Readiness.READY;
    }

    private Promote lastPromote() {
        List<Promote> promotes = all(Promote.class);
        return promotes.get(promotes.size() - 1);
    }

    private void accept() {
        Promote promote = lastPromote();
        acting = promote.slot();
        known = promote.term();
        take(election.onPromoteReply(promote.slot(), promote.term(), true, promote.term(), now));
    }

    /** Blade 1 is director. */
    private void settled() {
        linksUp();
        pass(400);
        assertEquals(1, lastPromote().slot());
        accept();
        pass(700);
        assertEquals(State.STEADY, election.state());
        done.clear();
    }

    @Test
    void firstDirectorIsTheLowestSlotAfterTheOthersHadTimeToComeUp() {
        linksUp();
        pass(200);
        assertTrue(all(Promote.class).isEmpty());
        pass(300);
        assertEquals(1, lastPromote().slot());
        accept();
        assertEquals(1, election.director());
    }

    @Test
    void oneThatKnowsTheStationIsDirectorRatherThanOneThatHasJustStarted() {
        settled();
        ignorant.add(2);
        pass(100);
        take(election.onLinkDown(1, LinkEnd.CLOSED_BY_PEER, now));
        assertEquals(3, lastPromote().slot());
    }

    @Test
    void whereNobodyKnowsTheStationSomebodyIsDirectorAllTheSame() {
        settled();
        ignorant.addAll(List.of(2, 3));
        pass(100 + ElectionTimes.DEFAULT.discoverNs() / MS);
        take(election.onLinkDown(1, LinkEnd.CLOSED_BY_PEER, now));
        assertEquals(2, lastPromote().slot());
    }

    @Test
    void leaseIsRenewedEvery200Ms() {
        settled();
        pass(2000);
        assertEquals(10, all(RenewLease.class).size());
    }

    @Test
    void closedLinkPromotesInTheSameCall() {
        settled();
        List<ElectionAction> actions = election.onLinkDown(1, LinkEnd.CLOSED_BY_PEER, now);
        Promote promote = (Promote) actions.stream().filter(a -> a instanceof Promote).findFirst().orElseThrow();
        assertEquals(2, promote.slot());
        assertFalse(promote.adopt());
        assertTrue(actions.stream().noneMatch(a -> a instanceof PowerOff));
    }

    @Test
    void hangIsFencedThenReplacedThenPoweredOn() {
        settled();
        silent.add(1);
        pass(300);
        assertTrue(all(PowerOff.class).isEmpty());
        pass(160);
        assertEquals(List.of(new PowerOff(1)), all(PowerOff.class));
        assertTrue(all(Promote.class).isEmpty());
        assertTrue(election.isFenced(1));
        acting = 0;
        take(election.onPowerLow(1, now));
        assertEquals(2, lastPromote().slot());
        assertTrue(all(PowerOn.class).isEmpty());
        accept();
        assertEquals(List.of(new PowerOn(1)), all(PowerOn.class));
    }

    @Test
    void bladeWhoseHeartbeatsComeLateGetsMoreTimeButNotForEver() {
        settled();
        silent.add(1);
        pass(260);
        silent.remove(1);
        pass(200);
        silent.add(1);
        pass(420);
        assertTrue(all(PowerOff.class).isEmpty());
        pass(300);
        assertEquals(List.of(new PowerOff(1)), all(PowerOff.class));
    }

    @Test
    void secondBladeThatFallsSilentSoonIsNotPoweredOffButOutwaited() {
        settled();
        silent.add(1);
        pass(460);
        acting = 0;
        take(election.onPowerLow(1, now));
        assertEquals(2, lastPromote().slot());
        accept();
        silent.remove(1);
        take(election.onLinkUp(1, now));
        pass(700);
        silent.add(2);
        pass(500);
        assertEquals(2, lastPromote().slot());
        acting = 0;
        pass(800);
        assertEquals(1, lastPromote().slot());
        assertEquals(List.of(new PowerOff(1)), all(PowerOff.class));
    }

    @Test
    void bladeThatIsJustPromotedMayBeSilentForLonger() {
        linksUp();
        pass(400);
        assertEquals(1, lastPromote().slot());
        silent.add(1);
        pass(600);
        assertTrue(all(PowerOff.class).isEmpty());
        pass(300);
        assertEquals(List.of(new PowerOff(1)), all(PowerOff.class));
    }

    @Test
    void bladeThatKeepsTimeGoesBeforeOneThatDoesNot() {
        linksUp();
        silent.add(1);
        pass(240);
        silent.remove(1);
        pass(400);
        assertEquals(2, lastPromote().slot());
    }

    @Test
    void cutWithDeadCbcWaitsForTheLeaseAndRaisesAlarm() {
        settled();
        take(election.onCbcReachable(1, false, now));
        silent.add(1);
        long lastHeard = nextHeartbeat - 100 * MS;
        pass(20);
        while (all(Promote.class).isEmpty()) {
            pass(20);
        }
        assertEquals(2, lastPromote().slot());
        assertTrue(now - lastHeard >= 1000 * MS && now - lastHeard <= 1200 * MS, "after " + (now - lastHeard) / MS);
        accept();
        assertTrue(all(Report.class).stream().anyMatch(r -> r.kind().equals("fence.unconfirmed")));
    }

    @Test
    void bladesThatDoNotKnowTheNewTermMayKeepACaretaker() {
        settled();
        take(election.onCbcReachable(1, false, now));
        silent.add(1);
        silent.add(3);
        pass(5000);
        assertTrue(all(Promote.class).isEmpty());
        silent.remove(3);
        pass(1000);
        assertEquals(2, lastPromote().slot());
    }

    @Test
    void ownLateTickIsForgivenAndProbed() {
        settled();
        now += 400 * MS;
        take(election.onTick(now));
        assertEquals(State.STEADY, election.state());
        assertEquals(List.of(new Probe(1)), all(Probe.class));
        nextHeartbeat = now + 50 * MS;
        pass(1000);
        assertTrue(all(PowerOff.class).isEmpty());
    }

    @Test
    void newControllerAdoptsTheDirector() {
        settled();
        election = new DirectorElection(2, List.of(1, 2, 3), ElectionTimes.DEFAULT, now);
        linksUp();
        pass(100);
        assertEquals(new Promote(1, new Term(2, 1), true, lastPromote().echoNs()), lastPromote());
        accept();
        assertEquals(1, election.director());
        assertTrue(all(PowerOff.class).isEmpty());
    }

    @Test
    void refusedAdoptionWaitsForTheNextHeartbeat() {
        settled();
        election = new DirectorElection(2, List.of(1, 2, 3), ElectionTimes.DEFAULT, now);
        linksUp();
        pass(100);
        int before = all(Promote.class).size();
        take(election.onPromoteReply(1, lastPromote().term(), false, lastPromote().term(), now));
        assertEquals(before, all(Promote.class).size());
    }

    @Test
    void heartbeatFromBeforeThePromotionProvesNothing() {
        settled();
        take(election.onLinkDown(1, LinkEnd.CLOSED_BY_PEER, now));
        acting = 0;
        Promote first = lastPromote();
        take(election.onLinkDown(2, LinkEnd.LOST, now));
        take(election.onLinkUp(2, now));
        take(election.onHeartbeat(2, false, false, new Term(1, 1), Readiness.READY, now, now));
        assertEquals(first, lastPromote());
        take(election.onHeartbeat(2, false, false, first.term(), Readiness.READY, now, now));
        assertTrue(lastPromote().term().compareTo(first.term()) > 0);
    }

    @Test
    void unansweredPromotionIsSentAgainAndThenGivenUp() {
        linksUp();
        pass(400);
        Term term = lastPromote().term();
        pass(600);
        assertTrue(all(Promote.class).size() >= 4);
        assertEquals(term, lastPromote().term());
        pass(1200);
        assertEquals(List.of(new PowerOff(1)), all(PowerOff.class));
    }

    @Test
    void handOverDemotesFirstAndFencesNobody() {
        settled();
        take(election.handOver(3, now));
        assertEquals(1, all(Demote.class).size());
        assertTrue(all(Promote.class).isEmpty());
        acting = 0;
        take(election.onDemoteReply(1, now));
        assertEquals(3, lastPromote().slot());
        assertFalse(lastPromote().adopt());
        accept();
        assertEquals(3, election.director());
        assertTrue(all(PowerOff.class).isEmpty());
    }

    @Test
    void noHandOverToABladeThatIsNotFit() {
        settled();
        take(election.onCbcReachable(3, false, now));
        take(election.handOver(3, now));
        assertTrue(all(Demote.class).isEmpty());
        assertEquals(1, election.director());
    }

    @Test
    void openHandleHandsOver() {
        settled();
        take(election.onLeaving(1, true, now));
        assertEquals(1, all(Demote.class).size());
    }

    @Test
    void directorWithDeadCbcKeepsTheRole() {
        settled();
        take(election.onCbcReachable(1, false, now));
        pass(5000);
        assertEquals(1, election.director());
    }

    @Test
    void bladeThatFailsOverOftenComesLastButComes() {
        settled();
        for (int i = 0; i < 3; i++) {
            int failed = acting;
            take(election.onLinkDown(failed, LinkEnd.CLOSED_BY_PEER, now));
            acting = 0;
            take(election.onLinkUp(failed, now));
            pass(100);
            accept();
            if (acting != 1) {
                take(election.handOver(1, now));
                acting = 0;
                take(election.onDemoteReply(lastPromote().slot(), now));
                accept();
            }
        }
        assertTrue(all(Report.class).stream().anyMatch(r -> r.kind().equals("director.held-down") && r.slot() == 1));
        take(election.onLinkDown(1, LinkEnd.CLOSED_BY_PEER, now));
        take(election.onLinkUp(1, now));
        acting = 0;
        pass(100);
        assertEquals(2, lastPromote().slot());
        take(election.onPresence(2, false, now));
        take(election.onPresence(3, false, now));
        silent.add(2);
        silent.add(3);
        pass(3000);
        assertEquals(1, lastPromote().slot());
    }

    @Test
    void watchdogEventMayBeOldAndProvesNothing() {
        settled();
        take(election.onWatchdogExpired(1, now));
        assertEquals(1, election.director());
        assertTrue(all(Promote.class).isEmpty());
    }

    @Test
    void whatADeadBladeSentBeforeDoesNotReviveIt() {
        settled();
        take(election.onPowerLow(1, now));
        assertEquals(2, lastPromote().slot());
        take(election.onHeartbeat(1, true, false, known, Readiness.READY, now, now));
        accept();
        assertEquals(2, election.director());
    }
}
