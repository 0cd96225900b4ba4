package io.mediachassis.controller.headend.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.PathReport;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationCopies;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.registry.Distances;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.server.SourceExplanation.Knowledge;
import io.mediachassis.controller.headend.registry.server.SourceExplanation.NoSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the head-end knows of stations, and what it explains and answers by that. */
class SourceExplanationTest {
    private static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final long S = 1_000_000_000L;
    private static final Distances DISTANCES = new Distances(List.of(
            new Distances.Way("home", "seeker", 5000), new Distances.Way("near", "seeker", 40)));

    private final Map<String, OptionalLong> sizes = new HashMap<>();
    private final StationFacts facts = new StationFacts(LIFETIME);

    private static HoldingRow row(String station, String manifest, String ranges) {
        return new HoldingRow("film", station, manifest, 8, SegmentRanges.parse(ranges), SegmentRanges.NONE);
    }

    private static StationAlive.Builder alive(String station, double load) {
        return StationAlive.newBuilder().setStation(station).setLoad(load).setAddress("192.0.2.1:7403");
    }

    private static PathReport.Builder path(String from, double mbps) {
        return PathReport.newBuilder()
                .setFromStation(from)
                .setBitsPerSecond((long) (mbps * 1e6))
                .setRoundTripNs(5_000_000)
                .setAgeMs(1000)
                .setTransfers(9);
    }

    private SourceExplanation explain(Locations found, long nowNs) {
        return SourceExplanation.of("film", "seeker", found, 0, new Knowledge(
                facts, DISTANCES, "home", nowNs, (program, manifest) -> sizes.getOrDefault(manifest, OptionalLong.empty())));
    }

    @Test
    void ofSeveralByOneIdItIsTheOneOfWhichSomeIsThere() {
        facts.heard(alive("near", 0.3).build(), 0);
        Locations found = new Locations(
                List.of(row("home", "ab", "0-7"), row("near", "cd", "0-7"), row("seeker", "cd", "0")), List.of());
        assertEquals(List.of("near"),
                explain(found, S).sources().stream().map(source -> source.candidate().station()).toList());
    }

    @Test
    void theCheapestIsNamed_withEachTerm_andWhoIsNoSourceAndWhy() {
        facts.heard(alive("home", 0.2).build(), 0);
        facts.heard(alive("near", 0.3).build(), 0);
        facts.heard(alive("seeker", 0.1).addPaths(path("near", 200)).addPaths(path("home", 50)).build(), 0);
        Locations found = new Locations(
                List.of(row("home", "ab", "0-7"), row("near", "ab", "0-7"), row("part", "ab", "0-4"),
                        row("seeker", "ab", "0"), row("other", "cd", "0-7")),
                List.of(row("gone", "ab", "0-7")));
        SourceExplanation explained = explain(found, S);
        assertEquals(List.of("near", "home"),
                explained.sources().stream().map(source -> source.candidate().station()).toList());
        SourceExplanation.Source near = explained.sources().get(0);
        assertEquals(40, near.candidate().distanceKm());
        assertEquals(0.3, near.candidate().load());
        assertEquals(2 * S, near.candidate().measured().orElseThrow().ageNs(), "a second when it was told, and one since");
        SourceExplanation.Source home = explained.sources().get(1);
        assertTrue(home.candidate().home() && home.cost().homeSeconds() > 0 && near.cost().homeSeconds() == 0);
        assertTrue(home.cost().longLinkSeconds() > near.cost().longLinkSeconds());
        assertEquals(List.of("gone", "other", "part", "seeker"),
                explained.others().stream().map(NoSource::station).toList());
        List<String> why = explained.others().stream().map(NoSource::why).toList();
        assertTrue(why.get(0).contains("silent") && why.get(1).contains("another program") && why.get(2).contains("5-7 of 8")
                && why.get(3).contains("itself"), why.toString());
        assertEquals(8 * 30_000_000, explained.bytes());
        assertTrue(explained.guessed());
        sizes.put("ab", OptionalLong.of(5_000_000));
        sizes.put("cd", OptionalLong.of(1));
        SourceExplanation known = explain(found, S);
        assertEquals(5_000_000, known.bytes());
        assertFalse(known.guessed());
        assertTrue(known.sources().get(0).cost().copySeconds() < near.cost().copySeconds() / 10);
        assertTrue(explained.measured());
    }

    @Test
    void whatAStationMeasuredDecides() {
        facts.heard(alive("seeker", 0).addPaths(path("near", 2)).addPaths(path("home", 300)).build(), 0);
        Locations found = new Locations(List.of(row("home", "ab", "0-7"), row("near", "ab", "0-7")), List.of());
        assertEquals("home", explain(found, S).sources().get(0).candidate().station());
        SourceExplanation later = explain(found, LIFETIME.toNanos());
        assertFalse(later.measured(), "the station is silent");
        assertEquals("near", later.sources().get(0).candidate().station());
        assertEquals(Optional.empty(), later.sources().get(0).candidate().measured());
    }

    @Test
    void factsGoWithTheLease_andWhatCannotBeIsLeftOut() {
        facts.heard(alive("near", Double.NaN).addPaths(path("no name!", 5)).addPaths(path("home", 5)).build(), 0);
        StationFacts.Fact fact = facts.of("near", LIFETIME.toNanos() - 1).orElseThrow();
        assertEquals(0, fact.load());
        assertEquals("192.0.2.1:7403", fact.address());
        assertEquals(List.of("home"), fact.paths().stream().map(PathReport::getFromStation).toList());
        assertEquals(Optional.empty(), facts.of("near", LIFETIME.toNanos()));
        facts.heard(alive("near", 7).build(), 0);
        assertEquals(1, facts.of("near", 0).orElseThrow().load());
        StationAlive.Builder many = alive("near", 0);
        for (int i = 0; i < 200; i++) {
            many.addPaths(path("s" + i, 5));
        }
        facts.heard(many.build(), 0);
        assertEquals(100, facts.of("near", 0).orElseThrow().paths().size());
    }

    @Test
    void lookUpsAreAnsweredWithLoadDistanceAndHome() {
        facts.heard(alive("home", 0.4).build(), 0);
        Answers answers = new Answers(new RegistrySettings("", "home", LIFETIME, LIFETIME, DISTANCES), facts);
        Locations found = new Locations(List.of(row("home", "ab", "0-7"), row("near", "ab", "0-7")), List.of());
        WhereReply reply = answers.where(found, "seeker", S).build();
        StationCopies home = reply.getSources(0);
        assertEquals(0.4, home.getLoad());
        assertEquals(5000, home.getDistanceKm());
        assertTrue(home.getHome());
        assertEquals(40, reply.getSources(1).getDistanceKm());
        assertFalse(reply.getSources(1).getHome());
        assertEquals(0, answers.where(found, "near", S).getSources(0).getDistanceKm(), "not configured");
        assertEquals(0, answers.where(found, "seeker", LIFETIME.toNanos()).getSources(0).getLoad());
    }
}
