package io.mediachassis.controller.headend.registry;

import static io.mediachassis.controller.headend.registry.Reports.segments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.controller.headend.registry.Registry.Welcome;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a registry does, over whatever store: each has a class of its own that runs all of this. A store is shared by the
 * tests of a class, so each test has stations and programs of its own.
 */
public abstract class RegistryContract {
    private static int number;

    private Registry registry;
    private String a;
    private String b;
    private String c;
    private String film;

    /** Open, for the whole class. */
    protected abstract RegistryStore store();

    /** Another one on the same rows, as another controller has it; the same where only one can have it. */
    protected RegistryStore second() {
        return store();
    }

    /** Opens the store anew, as after a crash of its user. */
    protected abstract RegistryStore reopened();

    /** Lets a lease of 1 s run out. */
    protected abstract void passLease(Registry registry, String station);

    @BeforeEach
    void names() {
        number++;
        a = "a" + number;
        b = "b" + number;
        c = "c" + number;
        film = "film-" + number;
        registry = new Registry(store(), Duration.ofSeconds(60));
    }

    private Reports live(String station, StationHolding... holdings) {
        return live(station, 1, holdings);
    }

    private Reports live(String station, int election, StationHolding... holdings) {
        Reports reports = new Reports(station, election);
        assertEquals(Outcome.APPLIED, registry.report(reports.picture(holdings)).outcome());
        registry.alive(station, reports.term());
        return reports;
    }

    /** Of each source, {@code station:ranges}. */
    private List<String> where(String program) {
        return registry.where(program).sources().stream()
                .map(row -> row.station() + ":" + row.copies())
                .toList();
    }

    private StationRow row(String station) {
        return store().read(rows -> rows.station(station)).orElseThrow();
    }

    // ---- Reports -----------------------------------------------------------------------------------------------

    @Test
    void copiesAndDeletionsShowWhereASegmentIs() {
        Reports one = live(a, segments(film, "0-4"));
        Reports two = live(b);
        assertEquals(Outcome.APPLIED, registry.report(one.added(film, "5,7-9")).outcome());
        assertEquals(Outcome.APPLIED, registry.report(two.added(film, "3")).outcome());
        assertEquals(List.of(a + ":0-5,7-9", b + ":3"), where(film));
        assertEquals(2, registry.where(film).sources(3).size());
        assertEquals(0, registry.where(film).sources(6).size());
        registry.report(one.removed(film, "0-2"));
        registry.report(two.removed(film, "3"));
        assertEquals(List.of(a + ":3-5,7-9"), where(film));
        assertEquals(List.of(), where("no-such-film"));
    }

    @Test
    void aReportTakesEffectOnceHoweverOftenItComes() {
        Reports one = live(a, segments(film, "0"));
        StationReport added = one.added(film, "5");
        StationReport removed = one.removed(film, "5");
        assertEquals(Outcome.APPLIED, registry.report(added).outcome());
        assertEquals(Outcome.APPLIED, registry.report(removed).outcome());
        assertEquals(Outcome.KNOWN, registry.report(added).outcome());
        assertEquals(Outcome.KNOWN, registry.report(removed).outcome());
        assertEquals(List.of(a + ":0"), where(film));
    }

    @Test
    void aGapAsksForThePictureAndThatMendsAndTellsWhat() {
        Reports one = live(a, segments(film, "0-3"), segments(film + "-b", "1"));
        one.skip();
        StationReport behindGap = one.added(film, "8");
        assertEquals(Outcome.RECONCILE, registry.report(behindGap).outcome());
        assertEquals(List.of(a + ":0-3"), where(film));
        ReportReply mended = registry.report(one.picture(segments(film, "2-4"), segments(film + "-c", "9")));
        assertEquals(Outcome.APPLIED, mended.outcome());
        assertEquals(
                List.of(
                        new Mended(film, SegmentRanges.of(4), SegmentRanges.of(0, 1)),
                        new Mended(film + "-c", SegmentRanges.of(9), SegmentRanges.NONE),
                        new Mended(film + "-b", SegmentRanges.NONE, SegmentRanges.of(1))),
                mended.mended());
        assertEquals(List.of(a + ":2-4"), where(film));
        assertEquals(List.of(), where(film + "-b"));
        assertEquals(5, row(a).mended());
        assertEquals(Outcome.APPLIED, registry.report(one.added(film, "5")).outcome());
        assertEquals(Outcome.KNOWN, registry.report(behindGap).outcome());
        assertEquals(List.of(a + ":2-5"), where(film));
    }

    @Test
    void aNewDirectorBeginsWithAPictureAndTheOldOneIsHeardNoMore() {
        Reports old = live(a, segments(film, "0-3"));
        Reports next = new Reports(a, 2);
        next.skip();
        assertEquals(Outcome.RECONCILE, registry.report(next.added(film, "7")).outcome());
        assertEquals(Welcome.RECONCILE, registry.alive(a, next.term()));
        assertEquals(Outcome.APPLIED, registry.report(next.picture(segments(film, "0-4"))).outcome());
        assertEquals(Welcome.KNOWN, registry.alive(a, next.term()));
        ReportReply late = registry.report(old.removed(film, "0-3"));
        assertEquals(Outcome.SUPERSEDED, late.outcome());
        assertTrue(late.outcome().acknowledges());
        assertEquals(Welcome.SUPERSEDED, registry.alive(a, old.term()));
        assertEquals(List.of(a + ":0-4"), where(film));
    }

    @Test
    void aPictureOfManyPagesTakesEffectPageByPageAndInOrder() {
        Reports one = live(a, many(film, 0, 100, "0-9"));
        String middle = film + "-049";
        StationReport first = one.next(new Page("", middle, List.of(many(film, 0, 50, "1"))));
        StationReport second = one.next(new Page(middle, "", List.of(many(film, 90, 120, "2"))));
        assertEquals(Outcome.RECONCILE, registry.report(second).outcome());
        ReportReply reply = registry.report(first);
        assertEquals(Outcome.APPLIED, reply.outcome());
        assertEquals(50, reply.mended().size());
        assertEquals(Standing.PICTURE_COMING, row(a).standing());
        assertEquals(List.of(a + ":1"), where(film + "-007"));
        assertEquals(List.of(a + ":0-9"), where(film + "-060"));
        assertEquals(Outcome.APPLIED, registry.report(second).outcome());
        assertEquals(Standing.WHOLE, row(a).standing());
        assertEquals(List.of(), where(film + "-060"));
        assertEquals(List.of(a + ":2"), where(film + "-119"));
        // 50 lose nine; 40 go with ten each; ten lose nine; and 20 are new.
        assertEquals(50 * 9 + 40 * 10 + 10 * 9 + 20, row(a).mended());
    }

    private static StationHolding[] many(String program, int from, int to, String ranges) {
        return IntStream.range(from, to)
                .mapToObj(n -> segments(program + String.format("-%03d", n), ranges))
                .toArray(StationHolding[]::new);
    }

    @Test
    void aReportOfManyProgramsIsAllOrNothing() {
        Reports one = live(a);
        List<HoldingChange> changes = IntStream.range(0, Changes.MAX_CHANGES)
                .mapToObj(n -> HoldingChange.added(segments(film + "-" + n, "0-9")))
                .toList();
        assertEquals(Outcome.APPLIED, registry.report(one.next(new Changes(changes))).outcome());
        assertEquals(List.of(a + ":0-9"), where(film + "-" + (Changes.MAX_CHANGES - 1)));
    }

    @Test
    void anotherProgramOfTheSameIdIsNoCopyOfTheFirst() {
        Reports one = live(a, segments(film, "0-9"));
        live(b, new StationHolding(film, "cd34", 4, SegmentRanges.parse("0-3")));
        List<RegistryCheck.Program> rivals = registry.check().programs().stream().filter(p -> p.id().equals(film)).toList();
        assertEquals(List.of(1, 1), rivals.stream().map(RegistryCheck.Program::rivals).toList());
        assertEquals(List.of(List.of(a), List.of(b)), rivals.stream().map(RegistryCheck.Program::stations).toList());
        assertEquals(SegmentRanges.NONE, registry.report(one.leave(film, "0-3")).granted());
        StationHolding renewed = new StationHolding(film, "cd34", 4, SegmentRanges.parse("1"));
        registry.report(one.next(new Changes(List.of(HoldingChange.added(renewed)))));
        assertEquals(List.of(a + ":1", b + ":0-3"), where(film));
    }

    @Test
    void whatWasAcknowledgedIsThereAfterwards() {
        Reports one = live(a, segments(film, "0-3"));
        live(b, segments(film, "0-3"));
        registry.report(one.added(film, "4"));
        registry.report(one.leave(film, "1"));
        RegistryStore after = reopened();
        assertEquals(3, after.read(rows -> rows.station(a)).orElseThrow().sequence());
        HoldingRow held = after.read(rows -> rows.holding(film, a)).orElseThrow();
        assertEquals(SegmentRanges.parse("0-4"), held.held());
        assertEquals(SegmentRanges.of(1), held.leaving());
    }

    @Test
    void aPictureCanBeAskedFor() {
        Reports one = live(a, segments(film, "0"));
        assertFalse(registry.askForPicture(a + "-unheard"));
        assertTrue(registry.askForPicture(a));
        assertEquals(Welcome.RECONCILE, registry.alive(a, one.term()));
        assertEquals(Outcome.RECONCILE, registry.report(one.added(film, "1")).outcome());
        assertEquals(Outcome.APPLIED, registry.report(one.picture(segments(film, "0"))).outcome());
        assertEquals(Welcome.KNOWN, registry.alive(a, one.term()));
        assertEquals(2, row(a).pictures());
    }

    // ---- Leases ------------------------------------------------------------------------------------------------

    @Test
    void aStationWhoseLeaseHasRunOutIsNoSourceUntilItIsHeardOfAgain() {
        Registry brief = new Registry(store(), Duration.ofSeconds(1));
        Reports one = live(b, segments(film, "0"));
        Reports two = new Reports(a, 1);
        registry.report(two.picture(segments(film, "0-1")));
        brief.alive(a, two.term());
        assertEquals(List.of(a + ":0-1", b + ":0"), where(film));
        passLease(brief, a);
        registry.alive(b, one.term());
        assertEquals(List.of(b + ":0"), where(film));
        assertEquals(List.of(a), registry.where(film).silent().stream().map(HoldingRow::station).toList());
        // A copy of a station that is silent is none to rely on.
        assertEquals(SegmentRanges.NONE, registry.report(one.leave(film, "0")).granted());
        registry.alive(a, two.term());
        assertEquals(List.of(a + ":0-1", b + ":0"), where(film));
        assertEquals(SegmentRanges.of(0), registry.report(one.leave(film, "0")).granted());
    }

    // ---- Leave to drop -----------------------------------------------------------------------------------------

    @Test
    void theLastCopyStays() {
        Reports one = live(a, segments(film, "0-5"));
        Reports two = live(b, segments(film, "3-9"));
        ReportReply first = registry.report(one.leave(film, "0-9"));
        assertEquals(SegmentRanges.parse("3-5"), first.granted());
        assertEquals(List.of(a + ":0-2", b + ":3-9"), where(film));
        // What may go is no copy for the other one.
        assertEquals(SegmentRanges.NONE, registry.report(two.leave(film, "3-9")).granted());
        registry.report(one.removed(film, "3-5"));
        assertEquals(SegmentRanges.NONE, registry.report(two.leave(film, "3-9")).granted());
        registry.report(one.added(film, "4"));
        assertEquals(SegmentRanges.of(4), registry.report(two.leave(film, "3-9")).granted());
    }

    @Test
    void aQuestionThatComesTwiceIsAnsweredAsBefore() {
        Reports one = live(a, segments(film, "0-5"));
        live(b, segments(film, "0-5"));
        StationReport asked = one.leave(film, "1-2");
        assertEquals(SegmentRanges.parse("1-2"), registry.report(asked).granted());
        ReportReply again = registry.report(asked);
        assertEquals(Outcome.KNOWN, again.outcome());
        assertEquals(SegmentRanges.parse("1-2"), again.granted());
        registry.report(one.kept(film, "1-2"));
        // The old question, late: what was given back is not granted anew.
        assertEquals(SegmentRanges.NONE, registry.report(asked).granted());
        assertEquals(List.of(a + ":0-5", b + ":0-5"), where(film));
    }

    @Test
    void leaveStandsThroughAPictureUntilItIsGivenBack() {
        Reports one = live(a, segments(film, "0-5"));
        Reports two = live(b, segments(film, "0-5"));
        assertEquals(SegmentRanges.parse("1-2"), registry.report(one.leave(film, "1-2")).granted());
        Reports next = new Reports(a, 2);
        ReportReply reply = registry.report(next.picture(segments(film, "0-5")));
        // An engine may still be carrying out what the old director ordered.
        assertEquals(List.of(segments(film, "1-2")), reply.leaving());
        assertEquals(SegmentRanges.parse("3-4"), registry.report(two.leave(film, "1-4")).granted());
        registry.report(next.kept(film, "2"));
        assertEquals(SegmentRanges.parse("2-4"), registry.report(two.leave(film, "1-4")).granted());
    }

    @Test
    void nobodyReliesOnAStationWhosePictureIsDue() {
        Reports one = live(a, segments(film, "0"));
        Reports two = live(b, segments(film, "0"));
        registry.askForPicture(b);
        assertEquals(SegmentRanges.NONE, registry.report(one.leave(film, "0")).granted());
        registry.report(two.picture(segments(film, "0")));
        assertEquals(SegmentRanges.of(0), registry.report(one.leave(film, "0")).granted());
    }

    @Test
    void ofTwoStationsWithTheLastTwoCopiesOneIsRefusedHoweverTheyAsk() throws Exception {
        int rounds = 25;
        StationHolding[] films = many(film, 0, rounds, "0-9");
        List<Reports> stations = List.of(live(a, films), live(b, films), live(c, films));
        List<Registry> registries = List.of(
                new Registry(store(), Duration.ofSeconds(60)), new Registry(second(), Duration.ofSeconds(60)));
        ExecutorService threads = Executors.newFixedThreadPool(stations.size());
        try {
            List<Callable<SegmentRanges[]>> tasks = new ArrayList<>();
            for (int s = 0; s < stations.size(); s++) {
                Reports station = stations.get(s);
                Registry asked = registries.get(s % 2);
                tasks.add(() -> {
                    SegmentRanges[] granted = new SegmentRanges[rounds];
                    for (int n = 0; n < rounds; n++) {
                        StationReport leave = station.leave(films[n].program(), "0-9");
                        ReportReply reply = asked.report(leave);
                        assertTrue(reply.outcome().acknowledges(), reply::text);
                        granted[n] = reply.granted();
                    }
                    return granted;
                });
            }
            List<SegmentRanges[]> granted = new ArrayList<>();
            for (Future<SegmentRanges[]> done : threads.invokeAll(tasks)) {
                granted.add(done.get());
            }
            for (int n = 0; n < rounds; n++) {
                int dropped = granted.get(0)[n].count() + granted.get(1)[n].count() + granted.get(2)[n].count();
                assertEquals(20, dropped, "of the 30 copies of " + films[n].program());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // ---- Forgetting ---------------------------------------------------------------------------------------------

    /** Its terms begin anew, and come before all that were heard by its name. */
    @Test
    void aReplacedChassisIsTakenOnceTheOldOneIsForgotten() {
        Reports old = new Reports("silent" + number, 5);
        StationHolding[] many = IntStream.range(0, ReportRules.ROWS_PER_STEP + 1)
                .mapToObj(n -> segments(film + "-" + n, "0-9"))
                .toArray(StationHolding[]::new);
        assertEquals(Outcome.APPLIED, registry.report(old.picture(many)).outcome());
        Reports fresh = new Reports("silent" + number, 1);
        assertEquals(Outcome.SUPERSEDED, registry.report(fresh.picture(segments(film, "0"))).outcome());
        live(a, segments(film, "0"));
        assertEquals(Forgetting.Outcome.ALIVE, registry.forget(a));
        assertEquals(Forgetting.Outcome.UNKNOWN, registry.forget("nobody" + number));
        assertEquals(Forgetting.Outcome.DONE, registry.forget("silent" + number));
        assertEquals(Optional.empty(), registry.station("silent" + number));
        for (StationHolding one : many) {
            assertEquals(List.of(), registry.where(one.program()).silent());
        }
        assertEquals(Outcome.APPLIED, registry.report(new Reports("silent" + number, 1).picture(segments(film, "1"))).outcome());
    }

    // ---- Check -------------------------------------------------------------------------------------------------

    @Test
    void theCheckFindsWhatIsMissingSingleSilentAndDrifting() {
        live(a, segments(film, "0-5"));
        Reports two = live(b, segments(film, "0-3"), segments(film + "-whole", "0-9"));
        live(c, segments(film + "-whole", "0-9"));
        Reports silent = new Reports("silent" + number, 1);
        registry.report(silent.picture(segments(film, "7")));
        registry.askForPicture(b);
        RegistryCheck check = registry.check();
        assertFalse(check.sound());
        RegistryCheck.Program found = check.programs().stream()
                .filter(p -> p.id().equals(film))
                .findFirst()
                .orElseThrow();
        assertEquals(SegmentRanges.parse("6,8-9"), found.missing());
        assertEquals(SegmentRanges.of(7), found.unreachable());
        assertEquals(SegmentRanges.parse("4-5,7"), found.single());
        assertTrue(check.programs().stream().noneMatch(p -> p.id().equals(film + "-whole")));
        assertEquals(List.of(b), stations(check, RegistryCheck.Station::drifting));
        assertEquals(List.of("silent" + number), stations(check, RegistryCheck.Station::silent));
        registry.report(two.picture(segments(film, "0-3"), segments(film + "-whole", "0-9")));
        assertEquals(List.of(), stations(registry.check(), RegistryCheck.Station::drifting));
    }

    private List<String> stations(RegistryCheck check, Predicate<RegistryCheck.Station> which) {
        return check.stations().stream()
                .filter(which)
                .map(station -> station.row().name())
                .filter(name -> List.of(a, b, c, "silent" + number).contains(name))
                .toList();
    }
}
