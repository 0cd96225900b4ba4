package io.mediachassis.blade.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole.State;
import io.mediachassis.blade.role.RoleAction.AnswerDemote;
import io.mediachassis.blade.role.RoleAction.AnswerPromote;
import io.mediachassis.blade.role.RoleAction.AskPeers;
import io.mediachassis.blade.role.RoleAction.BecomeCaretaker;
import io.mediachassis.blade.role.RoleAction.BecomeDirector;
import io.mediachassis.blade.role.RoleAction.PersistTerm;
import io.mediachassis.blade.role.RoleAction.StepDown;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectorRoleTest {
    private static final long MS = 1_000_000L;
    private static final Term OLD = new Term(1, 1);
    private static final Term TERM = new Term(1, 3);
    private static final Term NEXT = new Term(2, 1);

    private static DirectorRole director(Set<Integer> present) {
        DirectorRole role = new DirectorRole(1, OLD);
        assertEquals(List.of(new PersistTerm(TERM)), role.onPromote(TERM, false, 0, present, MS));
        assertFalse(role.acts(MS));
        assertEquals(
                List.of(new BecomeDirector(TERM), new AnswerPromote(TERM, true, TERM)),
                role.onTermPersisted(TERM, 5 * MS));
        assertTrue(role.acts(5 * MS));
        return role;
    }

    @Test
    void givesUp700MsAfterTheEchoedHeartbeat() {
        DirectorRole role = director(Set.of(1, 2));
        assertTrue(role.acts(699 * MS));
        assertFalse(role.acts(700 * MS));
        assertInstanceOf(StepDown.class, role.onTick(710 * MS).get(1));
        assertEquals(State.ENGINE, role.state());
    }

    @Test
    void renewalCountsFromItsEcho() {
        DirectorRole role = director(Set.of(1, 2));
        role.onRenewLease(TERM, 200 * MS, Set.of(1, 2), 600 * MS);
        assertTrue(role.acts(899 * MS));
        assertFalse(role.acts(900 * MS));
        role.onRenewLease(OLD, 890 * MS, Set.of(1, 2), 895 * MS);
        assertFalse(role.acts(900 * MS));
    }

    @Test
    void stalePromotionIsRefusedForGood() {
        DirectorRole role = new DirectorRole(1, TERM);
        assertEquals(
                List.of(new AnswerPromote(TERM, false, TERM)), role.onPromote(TERM, false, 0, Set.of(1), MS));
        assertEquals(List.of(new AnswerPromote(OLD, false, TERM)), role.onPromote(OLD, false, 0, Set.of(1), MS));
    }

    @Test
    void latePromotionGetsNoAnswerButAFresherOneIsObeyed() {
        DirectorRole role = new DirectorRole(1, OLD);
        assertEquals(List.of(), role.onPromote(TERM, false, 0, Set.of(1, 2), 700 * MS));
        assertEquals(List.of(new PersistTerm(TERM)), role.onPromote(TERM, false, 600 * MS, Set.of(1, 2), 701 * MS));
    }

    @Test
    void promotionIsVoidWhenTheDiskWasTooSlow() {
        DirectorRole role = new DirectorRole(1, OLD);
        role.onPromote(TERM, false, 0, Set.of(1, 2), MS);
        assertEquals(List.of(new AnswerPromote(TERM, false, TERM)), role.onTermPersisted(TERM, 800 * MS));
        assertEquals(State.ENGINE, role.state());
    }

    @Test
    void promotionSentAgainIsAnsweredAgain() {
        DirectorRole role = director(Set.of(1, 2));
        assertEquals(
                List.of(new AnswerPromote(TERM, true, TERM)),
                role.onPromote(TERM, false, 100 * MS, Set.of(1, 2), 160 * MS));
        assertTrue(role.acts(799 * MS));
    }

    @Test
    void adoptedOnlyWhileItActs() {
        DirectorRole acting = director(Set.of(1, 2));
        acting.onPromote(NEXT, true, 100 * MS, Set.of(1, 2), 200 * MS);
        assertTrue(acting.acts(790 * MS)); // the lease goes on while the disk is busy
        assertEquals(new BecomeDirector(NEXT), acting.onTermPersisted(NEXT, 300 * MS).get(0));
        DirectorRole engine = new DirectorRole(2, TERM);
        engine.onPromote(NEXT, true, 0, Set.of(1, 2), MS);
        assertEquals(List.of(new AnswerPromote(NEXT, false, NEXT)), engine.onTermPersisted(NEXT, 5 * MS));
        assertFalse(engine.acts(5 * MS));
    }

    @Test
    void announcedTermIsWrittenOnceAndEndsAnOlderRole() {
        DirectorRole role = director(Set.of(1, 2));
        List<RoleAction> out = role.onAnnouncement(NEXT, 2, 100 * MS);
        assertEquals(new PersistTerm(NEXT), out.get(0));
        assertInstanceOf(StepDown.class, out.get(1));
        assertEquals(List.of(), role.onAnnouncement(NEXT, 2, 101 * MS));
    }

    @Test
    void demotionStopsBeforeItAnswers() {
        DirectorRole role = director(Set.of(1, 2));
        List<RoleAction> out = role.onDemote(TERM, 100 * MS);
        assertInstanceOf(StepDown.class, out.get(0));
        assertEquals(new AnswerDemote(TERM), out.get(1));
        assertEquals(1, role.onDemote(OLD, 110 * MS).size());
    }

    private static void ask(DirectorRole role, long ms) {
        assertTrue(role.onTick(ms * MS).contains(new AskPeers(TERM, ms * MS)));
    }

    @Test
    void caretakerWithAMajority() {
        DirectorRole role = director(Set.of(1, 2, 3));
        ask(role, 600);
        role.onPeerAnswer(2, true, TERM, 600 * MS);
        assertTrue(role.onTick(700 * MS).contains(new BecomeCaretaker()));
        assertTrue(role.acts(899 * MS));
        assertFalse(role.mayOrder(710 * MS));
        assertFalse(role.acts(900 * MS));
    }

    @Test
    void noCaretakerWithoutAMajority() {
        DirectorRole role = director(Set.of(1, 2, 3, 4));
        ask(role, 600);
        role.onPeerAnswer(2, true, TERM, 600 * MS);
        role.onPeerAnswer(3, false, TERM, 600 * MS);
        role.onTick(700 * MS);
        assertEquals(State.ENGINE, role.state());
    }

    @Test
    void twoBladesNeedEachOtherAndOneAloneIsNoCaretaker() {
        DirectorRole two = director(Set.of(1, 2));
        ask(two, 600);
        two.onPeerAnswer(2, true, TERM, 600 * MS);
        two.onTick(700 * MS);
        assertEquals(State.CARETAKER, two.state());
        DirectorRole alone = director(Set.of(1));
        alone.onTick(700 * MS);
        assertEquals(State.ENGINE, alone.state());
    }

    @Test
    void caretakerThatReachesAControllerAgainGivesUpUnlessRenewed() {
        DirectorRole role = director(Set.of(1, 2));
        ask(role, 600);
        role.onPeerAnswer(2, true, TERM, 600 * MS);
        role.onTick(700 * MS);
        assertEquals(List.of(new BecomeDirector(TERM)), role.onRenewLease(TERM, 650 * MS, Set.of(1, 2), 720 * MS));
        assertTrue(role.mayOrder(720 * MS));
        role.onControllerReach(true, 1000 * MS);
        role.onTick(1400 * MS);
        assertEquals(State.ENGINE, role.state());
    }

    @Test
    void confirmsNobodyWhoseTermIsOverOrWhileItReachesAController() {
        DirectorRole role = new DirectorRole(2, TERM);
        assertTrue(role.confirms(TERM));
        assertFalse(role.confirms(OLD));
        role.onControllerReach(true, 0);
        assertFalse(role.confirms(TERM));
    }

    @Test
    void answerToAnEarlierTermsQuestionDoesNotCount() {
        DirectorRole role = director(Set.of(1, 2));
        role.onPeerAnswer(2, true, OLD, 690 * MS);
        role.onTick(700 * MS);
        assertEquals(State.ENGINE, role.state());
    }

    @Test
    void caretakerIsAdoptedByTheControllerThatComesBackIntoReach() {
        DirectorRole role = director(Set.of(1, 2, 3));
        ask(role, 600);
        role.onPeerAnswer(2, true, TERM, 600 * MS);
        role.onPeerAnswer(3, true, TERM, 600 * MS);
        role.onTick(700 * MS);
        assertEquals(State.CARETAKER, role.state());
        role.onControllerReach(true, 720 * MS);
        role.onTick(740 * MS);
        assertEquals(State.CARETAKER, role.state(), "its own word counts for a while");
        Term next = new Term(TERM.epoch() + 1, 1);
        role.onPromote(next, true, 760 * MS, Set.of(1, 2, 3), 800 * MS);
        role.onTick(1200 * MS);
        assertTrue(role.acts(1200 * MS), "while the order is on its way to the disk");
        assertTrue(role.onTermPersisted(next, 1210 * MS).contains(new BecomeDirector(next)));
    }

    @Test
    void caretakerThatReachesAControllerWhichSaysNothingGivesUp() {
        DirectorRole role = director(Set.of(1, 2));
        ask(role, 600);
        role.onPeerAnswer(2, true, TERM, 600 * MS);
        role.onTick(700 * MS);
        role.onControllerReach(true, 720 * MS);
        role.onPeerAnswer(2, true, TERM, 990 * MS);
        role.onTick(1030 * MS);
        assertEquals(State.ENGINE, role.state());
    }
}
