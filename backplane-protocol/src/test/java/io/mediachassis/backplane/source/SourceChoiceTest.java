package io.mediachassis.backplane.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the choice of a source promises. */
class SourceChoiceTest {
    private static final long S = 1_000_000_000L;
    private static final long HOUR = 3600 * S;
    private static final long FILM = 2_700_000_000L;
    private static final long SEED = 20261122;

    private final CostModel model = new CostModel();

    private static PathMeasure measure(double mbps, double ms, long ageNs, int transfers) {
        return new PathMeasure(mbps * 1e6, Math.round(ms * 1e6), ageNs, transfers);
    }

    private static SourceCandidate candidate(String name, int km, double load, PathMeasure measured) {
        return new SourceCandidate(name, false, km, load, Optional.of(measured));
    }

    private static SourceCandidate untried(String name, int km, double load) {
        return new SourceCandidate(name, false, km, load, Optional.empty());
    }

    private double cost(SourceCandidate candidate) {
        return model.cost(candidate, FILM, 0, 0, 0).cost();
    }

    private static String best(List<RankedSource> ranked) {
        return ranked.get(0).candidate().station();
    }

    @Test
    void whatIsBetterNeverCostsMore() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 2000; i++) {
            int km = random.nextInt(15_000);
            double load = random.nextDouble();
            double mbps = 1 + random.nextDouble() * 900;
            double ms = 1 + random.nextDouble() * 300;
            long age = random.nextLong(10 * HOUR);
            int transfers = 1 + random.nextInt(20);
            double draw = random.nextGaussian();
            long bytes = 1 + random.nextLong(FILM);
            boolean home = random.nextBoolean();
            int sharing = random.nextInt(5);
            double base = cost(home, km, load, measure(mbps, ms, age, transfers), bytes, sharing, draw);
            String what = "seed " + SEED + ", round " + i;
            double more = 1 + random.nextDouble();
            assertTrue(cost(home, km, load, measure(mbps * more, ms, age, transfers), bytes, sharing, draw) <= base, what);
            assertTrue(cost(home, km, load, measure(mbps, ms * more, age, transfers), bytes, sharing, draw) >= base, what);
            assertTrue(cost(home, km, Math.min(1, load * more), measure(mbps, ms, age, transfers), bytes, sharing, draw)
                    >= base, what);
            assertTrue(cost(home, km, load, measure(mbps, ms, age, transfers), bytes * 2, sharing, draw) >= base, what);
            assertTrue(cost(home, km, load, measure(mbps, ms, age, transfers), bytes, sharing + 1, draw) >= base, what);
            assertTrue(cost(true, km, load, measure(mbps, ms, age, transfers), bytes, sharing, draw) >= base, what);
            if (km > 0) {
                assertTrue(cost(home, km * 2, load, measure(mbps, ms, age, transfers), bytes, sharing, draw) >= base, what);
            }
        }
    }

    private double cost(boolean home, int km, double load, PathMeasure measured, long bytes, int sharing, double draw) {
        return model.cost(new SourceCandidate("a", home, km, load, Optional.of(measured)), bytes, sharing, 0, draw).cost();
    }

    @Test
    void whatWasMeasuredAgesTowardWhatIsBelievedWithoutIt() {
        double unknown = cost(untried("a", 2000, 0.2));
        double last = cost(candidate("a", 2000, 0.2, measure(5, 32, 0, 10)));
        assertTrue(last > 5 * unknown, last + " for a slow way, " + unknown + " for one never tried");
        for (int hours = 1; hours < 48; hours++) {
            double now = cost(candidate("a", 2000, 0.2, measure(5, 32, hours * HOUR, 10)));
            assertTrue(now < last && now > unknown, hours + " hours later " + now);
            last = now;
        }
        assertEquals(unknown, last, unknown / 100);
    }

    @Test
    void whatOtherWaysOfThatLengthGaveStandsInForAWayThatWasNeverTried() {
        SourceCandidate known = new SourceCandidate(
                "a", false, 800, 0.2, Optional.empty(), Optional.of(measure(4, 14, 0, 20)));
        assertTrue(cost(known) > 5 * cost(untried("a", 800, 0.2)));
        SourceCandidate better = new SourceCandidate(
                "a", false, 800, 0.2, Optional.of(measure(200, 14, 0, 20)), Optional.of(measure(4, 14, 0, 20)));
        assertTrue(cost(better) < cost(known) / 5, "its own counts more");
    }

    @Test
    void aNearSourceThatIsFullIsPassedOver_andTheHomeStationSpared() {
        SourceChoice choice = new SourceChoice();
        assertEquals("far", best(choice.rank(List.of(untried("near", 50, 0.97), untried("far", 900, 0.3)), FILM)));
        assertEquals("near", best(choice.rank(List.of(untried("near", 50, 0.6), untried("far", 900, 0.3)), FILM)));
        SourceCandidate home = new SourceCandidate("home", true, 50, 0.3, Optional.empty());
        assertEquals("other", best(choice.rank(List.of(home, untried("other", 80, 0.3)), FILM)));
        assertEquals("home", best(choice.rank(List.of(home, untried("other", 9000, 0.3)), FILM)));
    }

    @Test
    void withoutDistancesTheRoundTripTellsThem() {
        SourceCost near = model.cost(candidate("a", 0, 0.2, measure(80, 8, 0, 10)), FILM, 0, 0, 0);
        SourceCost far = model.cost(candidate("b", 0, 0.2, measure(80, 150, 0, 10)), FILM, 0, 0, 0);
        assertTrue(near.longLinkSeconds() * 5 < far.longLinkSeconds(), near + " " + far);
    }

    @Test
    void aHundredChoicesBetweenTwoReportsFloodNobody() {
        SourceChoice choice = new SourceChoice();
        Map<String, Integer> given = new HashMap<>();
        List<SourceCandidate> candidates = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            candidates.add(candidate("s" + i, 100 + i, 0.2, measure(100 + i, 5, 0, 10)));
        }
        for (int i = 0; i < 100; i++) {
            String station = best(choice.rank(candidates, FILM, S));
            choice.begun(station, S);
            given.merge(station, 1, Integer::sum);
        }
        assertEquals(10, given.size(), given.toString());
        assertTrue(given.values().stream().allMatch(n -> n >= 8 && n <= 12), given.toString());
        for (int i = 0; i < given.get("s0"); i++) {
            choice.ended("s0", S);
        }
        assertEquals("s0", best(choice.rank(candidates, FILM, S)), "what ended weighs no more");
    }

    @Test
    void aReservationEndsOnceTheSourcesWordHasItInIt_andACopyThatNobodyEndedIsForgotten() {
        CopiesUnderWay underWay = new CopiesUnderWay();
        underWay.begun("a", S);
        underWay.begun("a", 5 * S);
        assertEquals(0.04, underWay.reserved("a", 9 * S), 1e-9);
        assertEquals(0.02, underWay.reserved("a", 12 * S), 1e-9);
        assertEquals(0, underWay.reserved("a", 16 * S), 1e-9);
        assertEquals(2, underWay.from("a", 16 * S));
        assertEquals(0, underWay.from("a", 3 * HOUR));
        assertEquals(0, underWay.from("b", S));
    }

    @Test
    void sameSeedSameChoices_andAWayNeverTriedIsTriedNowAndThen() {
        List<SourceCandidate> candidates = List.of(
                candidate("tried", 1000, 0.2, measure(230, 17, 0, 30)), untried("untried", 1000, 0.2),
                candidate("bad", 1000, 0.2, measure(20, 17, 0, 30)));
        List<String> first = hundred(new SourceChoice(7), candidates);
        assertEquals(first, hundred(new SourceChoice(7), candidates));
        assertNotEquals(first, hundred(new SourceChoice(8), candidates));
        Set<String> chosen = new HashSet<>(first);
        assertEquals(Set.of("tried", "untried"), chosen, "the bad one is known to be bad");
        assertFalse(hundred(new SourceChoice(), candidates).contains("untried"), "without a seed nothing is tried");
    }

    private static List<String> hundred(SourceChoice choice, List<SourceCandidate> candidates) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            chosen.add(best(choice.rank(candidates, FILM)));
        }
        return chosen;
    }

    @Test
    void whySaysWhatWeighs() {
        RankedSource home = new SourceChoice().rank(
                List.of(new SourceCandidate("home", true, 4000, 0.5, Optional.of(measure(90, 60, 0, 3)))), FILM).get(0);
        assertTrue(home.why().contains("Mbit/s (measured 3 times") && home.why().contains("50 % of it in use")
                && home.why().contains("for the distance") && home.why().contains("to spare the home station"), home.why());
        assertTrue(home.seconds() > 0 && home.cost() > home.seconds(), home.toString());
        assertTrue(new SourceChoice().rank(List.of(untried("a", 0, 0)), 1).get(0).why().contains("never tried"));
        assertTrue(new SourceChoice().rank(List.of(), FILM).isEmpty());
    }
}
