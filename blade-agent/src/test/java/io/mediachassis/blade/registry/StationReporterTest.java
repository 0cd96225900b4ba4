package io.mediachassis.blade.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.LinkException;
import io.mediachassis.backplane.link.LinkException.Reason;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationAliveReply;
import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.registry.StationReporter.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** What a director tells the head-end, with a link whose answers the test gives and a clock that it steps. */
class StationReporterTest {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Term TERM = new Term(1, 5);

    @TempDir
    private Path folder;

    private final SteppedClock clock = new SteppedClock();
    private final HeadEndLink link = new HeadEndLink();
    private OutboxFile file;
    private StationReporter reporter;
    private SegmentLocationTable table = SegmentLocationTable.EMPTY;
    private Term term = TERM;
    private boolean allHeard = true;
    private @Nullable HeadEndLink there = link;

    private static final class SteppedClock implements Clock {
        private long ns = 1;

        @Override
        public long nanoTime() {
            return ns;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        void advance(Duration by) {
            ns += by.toNanos();
        }
    }

    @BeforeEach
    void open() throws IOException {
        file = new OutboxFile(folder.resolve("outbox"));
        reporter = new StationReporter("north", file, Runnable::run, clock, new Counts<>(OutboxCounter.class));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    /** An engine that can be reached holds these of film. */
    private void holds(int slot, String ranges) {
        HoldingsPush.Builder push = HoldingsPush.newBuilder();
        SegmentRanges segments = SegmentRanges.parse(ranges);
        if (!segments.isEmpty()) {
            push.addPrograms(ProgramHolding.newBuilder()
                    .setProgramId("film")
                    .setSegmentsTotal(10)
                    .setManifestHash(ByteString.fromHex("ab"))
                    .addAllSegmentRanges(segments.pairs()));
        }
        table = table.withReachable(slot, true).withHoldings(slot, push.build());
    }

    private static StationHolding film(String ranges) {
        return new StationHolding("film", "ab", 10, SegmentRanges.parse(ranges));
    }

    private void step() {
        reporter.step(new Standing(Optional.of(term), table, allHeard, Optional.ofNullable(there)));
        clock.advance(TICK);
    }

    private void steps(Duration time) {
        for (long n = time.toMillis() / TICK.toMillis(); n > 0; n--) {
            step();
        }
    }

    /** Answers that the station is there. */
    private void welcome(HeadEndLink at) {
        HeadEndLink.Asked asked = at.next();
        assertEquals("north", asked.question().getStationAlive().getStation());
        asked.answer().complete(Envelope.newBuilder()
                .setStationAliveReply(StationAliveReply.newBuilder().setLifetimeMs(600_000))
                .build());
    }

    private static void answer(HeadEndLink at, ReportReply reply) {
        at.next().answer().complete(
                Envelope.newBuilder().setRegistryReply(RegistryMessages.toProto(reply)).build());
    }

    private StationReport last() {
        return link.reports.get(link.reports.size() - 1);
    }

    private void applied() {
        answer(link, ReportReply.plain(last(), Outcome.APPLIED, ""));
    }

    /** A director who has told what segments 0 to 3 of film are here. */
    private void pictured() {
        holds(1, "0-3");
        step();
        welcome(link);
        step();
        assertEquals(new Page("", "", List.of(film("0-3"))), last().body());
        applied();
    }

    @Test
    void itSaysWhereTheDirectorAnswersAndHearsOfThePlan() {
        List<Long> plans = new ArrayList<>();
        reporter.presence(
                () -> StationAlive.newBuilder().setAddress("10.0.0.1:7404").setLoad(0.5).build(), plans::add);
        step();
        HeadEndLink.Asked asked = link.next();
        StationAlive said = asked.question().getStationAlive();
        assertEquals("north", said.getStation());
        assertEquals("10.0.0.1:7404", said.getAddress());
        assertEquals(TERM, Term.of(said.getTerm()));
        asked.answer().complete(Envelope.newBuilder()
                .setStationAliveReply(StationAliveReply.newBuilder().setLifetimeMs(600_000).setPlanNumber(7))
                .build());
        assertEquals(List.of(7L), plans);
    }

    @Test
    void thePictureComesFirst_onceAllEnginesAreHeard_thenEachChange() {
        allHeard = false;
        holds(1, "0-3");
        step();
        welcome(link);
        steps(Duration.ofSeconds(2));
        assertEquals(List.of(), link.reports, "another engine may hold more");
        allHeard = true;
        holds(2, "2-5");
        step();
        assertEquals(new Page("", "", List.of(film("0-5"))), last().body());
        assertEquals(TERM, last().term());
        applied();
        holds(2, "2-4,8");
        step();
        assertEquals(
                new Changes(List.of(new HoldingChange(
                        "film", "ab", 10, SegmentRanges.of(8), SegmentRanges.of(5), SegmentRanges.NONE))),
                last().body());
        applied();
        holds(1, "");
        holds(2, "");
        step();
        assertEquals(List.of(HoldingChange.removed(film("0-4,8"))), ((Changes) last().body()).changes());
        applied();
        step();
        assertTrue(link.isIdle());
        assertEquals(List.of(), file.reports());
    }

    @Test
    void anEngineThatIsNeverHeard_isNotWaitedForForEver() {
        allHeard = false;
        holds(1, "0-3");
        step();
        welcome(link);
        steps(Duration.ofSeconds(9));
        assertEquals(0, link.reports.size());
        steps(Duration.ofSeconds(2));
        assertInstanceOf(Page.class, link.reports.get(0).body());
    }

    @Test
    void whatHappensWhileTheHeadEndIsAway_waitsOnTheDisk_andGoesToTheOtherController() {
        pictured();
        there = null;
        step();
        holds(2, "7");
        step();
        assertEquals(1, file.reports().size());
        HeadEndLink other = new HeadEndLink();
        there = other;
        step();
        welcome(other);
        assertEquals(List.of(HoldingChange.added(film("7"))), ((Changes) other.reports.get(0).body()).changes());
        answer(other, ReportReply.plain(other.reports.get(0), Outcome.APPLIED, ""));
        assertEquals(List.of(), file.reports());
    }

    @Test
    void aNewTermBeginsWithItsPicture() {
        pictured();
        term = new Term(2, 1);
        step();
        assertEquals(term, last().term());
        assertEquals(1, last().sequence());
        assertInstanceOf(Page.class, last().body());
    }

    @Test
    void whoDirectsNothing_saysNothing() {
        holds(1, "0-3");
        reporter.step(new Standing(Optional.empty(), table, true, Optional.of(link)));
        clock.advance(Duration.ofMinutes(1));
        reporter.step(new Standing(Optional.empty(), table, true, Optional.of(link)));
        assertTrue(link.isIdle());
        assertEquals(Optional.empty(), reporter.trouble());
        assertEquals(SegmentRanges.NONE, reporter.askLeave(film("0")).toCompletableFuture().join());
    }

    @Test
    void aHeadEndThatStaysSilentIsTold_untilItAnswers() {
        step();
        link.next().answer().completeExceptionally(new LinkException(Reason.TIMEOUT, "no answer"));
        step();
        assertEquals(Optional.empty(), reporter.trouble(), "it may be starting");
        for (int n = 0; n < 10; n++) {
            steps(Duration.ofMillis(2250));
            link.next().answer().completeExceptionally(new LinkException(Reason.TIMEOUT, "no answer"));
        }
        step();
        assertEquals(Optional.of("it does not answer"), reporter.trouble());
        steps(Duration.ofMillis(2250));
        welcome(link);
        step();
        assertEquals(Optional.empty(), reporter.trouble());
    }

    // ---- leave -------------------------------------------------------------------------------------------------

    private SegmentRanges granted(String asked, String granted) {
        CompletionStage<SegmentRanges> answer = reporter.askLeave(film(asked));
        assertInstanceOf(Leave.class, last().body());
        answer(link, new ReportReply(
                Outcome.APPLIED, last().term(), last().sequence(), SegmentRanges.parse(granted), List.of(), List.of(), ""));
        return answer.toCompletableFuture().join();
    }

    @Test
    void leaveIsAskedForOnce_andGivenBackForWhatStays() {
        pictured();
        assertEquals(SegmentRanges.parse("0-1"), granted("0-2", "0-1"));
        int reports = link.reports.size();
        assertEquals(SegmentRanges.NONE, reporter.askLeave(film("0-1")).toCompletableFuture().join(),
                "an engine may be about to drop them");
        assertEquals(reports, link.reports.size());
        holds(1, "1-3");
        step();
        assertEquals(List.of(HoldingChange.removed(film("0"))), ((Changes) last().body()).changes());
        applied();
        steps(Duration.ofSeconds(29));
        assertEquals(reports + 1, link.reports.size());
        steps(Duration.ofSeconds(2));
        assertEquals(List.of(HoldingChange.kept(film("1"))), ((Changes) last().body()).changes());
        applied();
        assertTrue(link.isIdle());
    }

    @Test
    void aBladeWhoseLinkIsDown_mayStillDropByLeave() {
        pictured();
        granted("0", "0");
        table = table.withReachable(1, false);
        step();
        assertEquals(List.of(HoldingChange.removed(film("1-3"))), ((Changes) last().body()).changes(),
                "said to be gone, it would be a copy again once the blade is back, and be dropped then");
        applied();
        table = table.withReachable(1, true);
        step();
        assertEquals(List.of(HoldingChange.added(film("1-3"))), ((Changes) last().body()).changes());
        applied();
        holds(1, "1-3");
        step();
        assertEquals(List.of(HoldingChange.removed(film("0"))), ((Changes) last().body()).changes());
        applied();
        holds(1, "0-3");
        step();
        assertTrue(link.isIdle(), "what comes back is a copy only once nobody can drop it any more");
        steps(Duration.ofSeconds(31));
        assertEquals(List.of(HoldingChange.added(film("0"))), ((Changes) last().body()).changes());
    }

    @Test
    void leaveIsNotGivenBack_forWhatOnlyAnUnreachableBladeMayStillHave() {
        holds(2, "0");
        table = table.withReachable(2, false);
        pictured();
        granted("0", "0");
        holds(1, "1-3");
        step();
        int reports = link.reports.size();
        assertInstanceOf(Leave.class, last().body(), "blade 2 had it when it last spoke");
        steps(Duration.ofSeconds(31));
        assertEquals(List.of(HoldingChange.removed(film("0"))), ((Changes) link.reports.get(reports).body()).changes(),
                "given back, it would count as a copy that no console can get");
        applied();
        assertTrue(link.isIdle());
    }

    @Test
    void leaveOfADirectorBefore_isGivenBackOnceNobodyActsOnItAnyMore() {
        holds(1, "0-3");
        step();
        welcome(link);
        step();
        answer(link, new ReportReply(
                Outcome.APPLIED, last().term(), last().sequence(), SegmentRanges.NONE, List.of(), List.of(film("2")), ""));
        steps(Duration.ofSeconds(29));
        assertEquals(1, link.reports.size());
        steps(Duration.ofSeconds(2));
        assertEquals(List.of(HoldingChange.kept(film("2"))), ((Changes) last().body()).changes());
    }

    @Test
    void withoutTheHeadEndNothingIsLeftToDrop() {
        pictured();
        there = null;
        step();
        assertEquals(SegmentRanges.NONE, reporter.askLeave(film("0")).toCompletableFuture().join());
        assertFalse(last().body() instanceof Leave);
    }

    @Test
    void aBladeWithoutRoomForItsOutbox_reportsAllTheSame() {
        reporter = new StationReporter("north", null, Runnable::run, clock, new Counts<>(OutboxCounter.class));
        pictured();
        holds(2, "7");
        step();
        assertEquals(List.of(HoldingChange.added(film("7"))), ((Changes) last().body()).changes());
    }

    @Test
    void aQuestionOfAnEarlierTerm_keepsNobodyFromAskingAgain() {
        pictured();
        CompletionStage<SegmentRanges> answer = reporter.askLeave(film("0"));
        link.next();
        term = new Term(2, 1);
        step();
        assertTrue(answer.toCompletableFuture().isDone());
        assertEquals(SegmentRanges.NONE, answer.toCompletableFuture().join());
        assertInstanceOf(Page.class, last().body());
        applied();
        reporter.askLeave(film("0"));
        assertEquals(new Leave("film", "ab", SegmentRanges.of(0)), last().body());
        assertEquals(term, last().term());
    }
}
