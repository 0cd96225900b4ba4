package io.mediachassis.blade.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.registry.OutboxAction.Forget;
import io.mediachassis.blade.registry.OutboxAction.Keep;
import io.mediachassis.blade.registry.OutboxAction.LeaveAnswered;
import io.mediachassis.blade.registry.OutboxAction.LeaveStands;
import io.mediachassis.blade.registry.OutboxAction.LeaveUnknown;
import io.mediachassis.blade.registry.OutboxAction.Send;
import io.mediachassis.blade.registry.OutboxAction.Superseded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportOutboxTest {
    private static final Term TERM = new Term(1, 5);
    private static final Leave LEAVE = new Leave("film", "ab", SegmentRanges.parse("0-3"));

    private ReportOutbox outbox;
    private long nowNs = 1;

    @BeforeEach
    void begin() {
        outbox = outbox(List.of());
        outbox.begin(TERM);
        outbox.connected(nowNs);
    }

    private static ReportOutbox outbox(List<StationReport> left) {
        return new ReportOutbox("north", 3, 2, left);
    }

    private static StationHolding film(String ranges) {
        return new StationHolding("film", "ab", 9, SegmentRanges.parse(ranges));
    }

    private static List<HoldingChange> added(String ranges) {
        return List.of(HoldingChange.added(film(ranges)));
    }

    private static List<StationReport> sent(List<OutboxAction> actions) {
        List<StationReport> sent = new ArrayList<>();
        for (OutboxAction action : actions) {
            if (action instanceof Send send) {
                sent.add(send.report());
            }
        }
        return sent;
    }

    private static List<Long> numbers(List<OutboxAction> actions) {
        return sent(actions).stream().map(StationReport::sequence).toList();
    }

    private static ReportReply reply(StationReport report, Outcome outcome) {
        return ReportReply.plain(report, outcome, "");
    }

    private StationReport pictured() {
        StationReport picture = sent(outbox.picture(List.of(film("0-3")), nowNs)).get(0);
        outbox.replied(reply(picture, Outcome.APPLIED), nowNs);
        return picture;
    }

    /** Reports a change, which is on the disk at once. */
    private StationReport change(String ranges) {
        Keep keep = (Keep) outbox.changed(added(ranges), nowNs).get(0);
        outbox.kept(keep.report(), nowNs);
        return keep.report();
    }

    @Test
    void aTermBeginsWithAPictureOfPages() {
        assertTrue(outbox.pictureDue());
        assertEquals(List.of(), outbox.changed(added("5"), nowNs));
        List<StationHolding> three = List.of(
                new StationHolding("c", "ab", 9, SegmentRanges.of(1)),
                new StationHolding("a", "ab", 9, SegmentRanges.of(1)),
                new StationHolding("nothing", "ab", 9, SegmentRanges.NONE),
                new StationHolding("b", "ab", 9, SegmentRanges.of(1)));
        List<StationReport> pages = sent(outbox.picture(three, nowNs));
        assertFalse(outbox.pictureDue());
        assertEquals(2, pages.size());
        assertEquals(new Page("", "b", List.of(three.get(1), three.get(3))), pages.get(0).body());
        assertEquals(new Page("b", "", List.of(three.get(0))), pages.get(1).body());
        assertEquals(1, pages.get(0).sequence());
        assertEquals(TERM, pages.get(0).term());
        assertEquals(List.of(), outbox.picture(three, nowNs));
    }

    @Test
    void nothingIsSentBeforeItIsOnTheDiskAndNothingOvertakes() {
        pictured();
        List<OutboxAction> first = outbox.changed(added("5"), nowNs);
        StationReport one = ((Keep) first.get(0)).report();
        assertEquals(List.of(), sent(first));
        StationReport two = ((Keep) outbox.changed(added("6"), nowNs).get(0)).report();
        assertEquals(List.of(), sent(outbox.kept(two, nowNs)));
        assertEquals(List.of(2L, 3L), numbers(outbox.kept(one, nowNs)));
        assertEquals(List.of(new Forget(one)), outbox.replied(reply(one, Outcome.APPLIED), nowNs));
        assertEquals(List.of(), outbox.replied(reply(one, Outcome.KNOWN), nowNs));
        assertEquals(1, outbox.waiting());
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainInOrder() {
        pictured();
        change("5");
        change("6");
        assertEquals(List.of(), numbers(outbox.tick(nowNs)));
        nowNs += ReportOutbox.AGAIN_NS;
        assertEquals(List.of(2L, 3L), numbers(outbox.tick(nowNs)));
        outbox.disconnected();
        nowNs += ReportOutbox.AGAIN_NS;
        assertEquals(List.of(), numbers(outbox.tick(nowNs)));
        assertEquals(List.of(2L, 3L), numbers(outbox.connected(nowNs)));
    }

    @Test
    void aStoreThatTakesNoWritesIsAskedAgain() {
        pictured();
        StationReport one = change("5");
        assertEquals(List.of(), outbox.replied(reply(one, Outcome.UNAVAILABLE), nowNs));
        nowNs += ReportOutbox.AGAIN_NS;
        assertEquals(List.of(2L), numbers(outbox.tick(nowNs)));
    }

    @Test
    void tooManyTurnIntoAPicture() {
        pictured();
        outbox.disconnected();
        List<StationReport> three = List.of(change("4"), change("5"), change("6"));
        List<OutboxAction> actions = outbox.changed(added("7"), nowNs);
        assertEquals(three.stream().map(Forget::new).toList(), actions);
        assertTrue(outbox.pictureDue());
        outbox.connected(nowNs);
        assertEquals(List.of(5L), numbers(outbox.picture(List.of(film("0-7")), nowNs)));
    }

    @Test
    void aGapTurnsIntoOnePictureHoweverOftenItIsTold() {
        pictured();
        StationReport one = change("4");
        StationReport two = change("5");
        assertEquals(
                List.of(new Forget(one), new Forget(two)), outbox.replied(reply(one, Outcome.RECONCILE), nowNs));
        assertTrue(outbox.pictureDue());
        List<StationReport> pages = sent(outbox.picture(List.of(film("0-5")), nowNs));
        assertEquals(4, pages.get(0).sequence());
        outbox.replied(reply(two, Outcome.RECONCILE), nowNs);
        assertEquals(List.of(), outbox.reconcile());
        assertFalse(outbox.pictureDue());
        outbox.replied(reply(pages.get(0), Outcome.APPLIED), nowNs);
        outbox.reconcile();
        assertTrue(outbox.pictureDue());
    }

    @Test
    void oneThatWasLostOnItsWayIsSentAgainAndNoReasonForAPicture() {
        pictured();
        StationReport lost = change("4");
        StationReport behindGap = change("5");
        assertEquals(List.of(), outbox.replied(reply(behindGap, Outcome.RECONCILE), nowNs));
        assertFalse(outbox.pictureDue());
        nowNs += ReportOutbox.AGAIN_NS;
        assertEquals(List.of(lost, behindGap), sent(outbox.tick(nowNs)));
    }

    @Test
    void leaveIsAskedForInTheSameRow() {
        assertEquals(List.of(new LeaveAnswered(LEAVE, SegmentRanges.NONE)), outbox.askLeave(LEAVE, nowNs));
        pictured();
        StationReport change = change("5");
        StationReport asked = sent(outbox.askLeave(LEAVE, nowNs)).get(0);
        assertEquals(change.sequence() + 1, asked.sequence());
        ReportReply granted = new ReportReply(
                Outcome.APPLIED, TERM, asked.sequence(), SegmentRanges.of(2), List.of(), List.of(), "");
        assertEquals(List.of(new LeaveAnswered(LEAVE, SegmentRanges.of(2))), outbox.replied(granted, nowNs));
        assertEquals(List.of(), outbox.replied(granted, nowNs));
        outbox.askLeave(LEAVE, nowNs);
        assertEquals(
                List.of(new Forget(change), new LeaveUnknown(LEAVE)),
                outbox.replied(reply(change, Outcome.RECONCILE), nowNs));
    }

    /** Seed 5864 of the simulation: leave of a later question was the answer to this one, and was given back meanwhile. */
    @Test
    void anAnswerIsTooOldForWhatWasReportedOfSinceTheQuestion() {
        pictured();
        StationReport asked = sent(outbox.askLeave(LEAVE, nowNs)).get(0);
        outbox.giveBack(film("1"), nowNs);
        outbox.changed(List.of(HoldingChange.removed(film("2"))), nowNs);
        outbox.changed(added("3"), nowNs);
        ReportReply granted = new ReportReply(
                Outcome.KNOWN, TERM, asked.sequence(), SegmentRanges.parse("0-3"), List.of(), List.of(), "");
        assertEquals(List.of(new LeaveAnswered(LEAVE, SegmentRanges.of(0))), outbox.replied(granted, nowNs));
    }

    @Test
    void leaveThatStandsIsToldButForWhatIsAskedForJustNow() {
        StationReport picture = sent(outbox.picture(List.of(film("0-5")), nowNs)).get(0);
        outbox.askLeave(LEAVE, nowNs);
        ReportReply reply = new ReportReply(
                Outcome.KNOWN, TERM, picture.sequence(), SegmentRanges.NONE, List.of(), List.of(film("2-5")), "");
        assertEquals(List.of(new LeaveStands(List.of(film("4-5")))), outbox.replied(reply, nowNs));
        List<OutboxAction> back = outbox.giveBack(film("4-5"), nowNs);
        assertEquals(SegmentRanges.parse("4-5"), ((StationReport.Changes) ((Keep) back.get(0)).report().body())
                .changes().get(0).kept());
    }

    @Test
    void aDirectorThatStartsAgainSendsWhatIsLeftThenItsPicture() {
        pictured();
        StationReport left = change("5");
        outbox = outbox(List.of(left));
        assertThrows(IllegalArgumentException.class, () -> outbox.begin(TERM));
        assertEquals(List.of(), outbox.connected(nowNs));
        Term next = TERM.nextElection();
        outbox.begin(next);
        assertEquals(List.of(left), sent(outbox.tick(nowNs)));
        List<StationReport> pages = sent(outbox.picture(List.of(film("0-5")), nowNs));
        assertEquals(next, pages.get(0).term());
        assertEquals(1, pages.get(0).sequence());
        // The registry had heard of another director in between, or lacks what came before it.
        assertEquals(List.of(new Forget(left)), outbox.replied(reply(left, Outcome.RECONCILE), nowNs));
        assertFalse(outbox.pictureDue());
        assertEquals(1, outbox.waiting());
    }

    @Test
    void oneThatIsSupersededFallsSilent() {
        pictured();
        StationReport one = change("5");
        assertEquals(
                List.of(new Forget(one), new Superseded(TERM)), outbox.replied(reply(one, Outcome.SUPERSEDED), nowNs));
        assertEquals(List.of(), outbox.changed(added("6"), nowNs));
        assertFalse(outbox.pictureDue());
        outbox.begin(TERM.nextElection());
        assertTrue(outbox.pictureDue());
        outbox.resign();
        assertFalse(outbox.pictureDue());
    }
}
