package io.mediachassis.controller.headend.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.auth.SteppedClock;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RegistryNetworkTest {
    private static final Set<String> STATIONS = Set.of("north", "south");

    private final SteppedClock clock = new SteppedClock();
    private final List<CompletableFuture<Locations>> asked = new ArrayList<>();
    private final RegistryNetwork network = new RegistryNetwork(
            () -> Map.of("north", true, "south", false),
            program -> {
                CompletableFuture<Locations> answer = new CompletableFuture<>();
                asked.add(answer);
                return answer;
            },
            new StationPlans(), clock);

    private static Locations north(int segments) {
        return new Locations(
                List.of(new HoldingRow("film", "north", "ab", 10, SegmentRanges.upTo(segments), SegmentRanges.NONE)),
                List.of());
    }

    private StationCopy north() {
        return network.copies("film", "").getOrDefault("north", new StationCopy("", -1, 0, false, false, 0, 0));
    }

    /** The next answer, after a while. */
    private StationCopy after(int seconds, int segments) {
        clock.advance(Duration.ofSeconds(seconds));
        network.copies("film", "");
        asked.get(asked.size() - 1).complete(north(segments));
        return north();
    }

    @Test
    void itIsAskedForWhatSomebodyWantsToKnow_andNotAgainAtOnce() {
        assertEquals(Map.of(), network.copies("film", ""));
        assertEquals(Map.of(), network.copies("film", ""));
        assertEquals(1, asked.size());
        asked.get(0).complete(north(3));
        assertEquals(3, north().segments());
        assertEquals(new StationCopy("south", 0, 10, false, false, 0, 0), network.copies("film", "").get("south"));
        clock.advance(Duration.ofSeconds(2));
        network.copies("film", "");
        asked.get(1).completeExceptionally(new IllegalStateException("the store is away"));
        assertEquals(3, north().segments(), "what was heard last");
    }

    @Test
    void notManyQuestionsAtATime() {
        for (int n = 0; n < 100; n++) {
            network.copies("film-" + n, "");
        }
        assertEquals(8, asked.size());
        asked.get(0).complete(north(1));
        assertEquals(9, asked.size(), "the next one that waits");
        for (int n = 1; n < 100; n++) {
            asked.get(n).complete(north(1));
        }
        assertEquals(1, network.copies("film-99", "").get("north").segments(), "none is left out for those that come first");
    }

    @Test
    void itTellsHowFastTheyCome_andSinceWhenNone() {
        after(2, 2);
        StationCopy grew = after(4, 4);
        assertEquals(0.5, grew.segmentsPerSecond(), 1e-9);
        assertEquals(12, grew.leftSeconds(), 1e-9);
        StationCopy quiet = after(29, 4);
        assertEquals(Duration.ofSeconds(29).toNanos(), quiet.quietNs());
        after(29, 4);
        assertEquals(-1, after(2, 4).leftSeconds(), "who knows");
        assertTrue(after(2, 10).whole());
        assertEquals(0, north().leftSeconds());
    }

    @Test
    void anotherProgramByTheIdIsNoProgress() {
        network.copies("film", "cd");
        asked.get(0).complete(new Locations(
                List.of(new HoldingRow("film", "home", "cd", 4, SegmentRanges.upTo(4), SegmentRanges.NONE),
                        new HoldingRow("film", "north", "ab", 10, SegmentRanges.upTo(10), SegmentRanges.NONE)),
                List.of(new HoldingRow("film", "south", "cd", 4, SegmentRanges.upTo(3), SegmentRanges.NONE))));
        Map<String, StationCopy> copies = network.copies("film", "cd");
        assertEquals(new StationCopy("north", 0, 4, true, true, 0, 0), copies.get("north"));
        assertEquals(new StationCopy("south", 3, 4, false, false, 0, 0), copies.get("south"));
        ContentRow film = ContentRow.newBuilder()
                .setId("film")
                .setDistribution(ContentDistribution.newBuilder().addStations(DistributionPlanner.EVERY))
                .build();
        Reach reach = Reach.of(film, STATIONS, copies);
        assertTrue(reach.stalled(), "it can't come there, so nobody waits for it");
        assertTrue(reach.text().startsWith("another program goes by this id at north"), reach.text());
        assertEquals(Map.of(), network.copies("film", "ab"), "what was said of the other one says nothing of this one");
    }

    @Test
    void aContentReachesThoseThatAreToHaveIt() {
        ContentRow film = ContentRow.newBuilder()
                .setId("film")
                .setDistribution(ContentDistribution.newBuilder().addStations(DistributionPlanner.EVERY))
                .build();
        assertFalse(Reach.of(film, STATIONS, network.copies("film", "")).known());
        after(2, 9);
        Reach reach = Reach.of(film, STATIONS, network.copies("film", ""));
        assertEquals("north has 9 of 10 segments: what they lack they fetch when consoles ask", reach.text(), "south is silent");
        assertFalse(reach.stalled());
        network.copies("film", "");
        Duration step = Duration.ofSeconds(20);
        for (Duration gone = Duration.ZERO; gone.compareTo(Reach.PATIENCE) < 0; gone = gone.plus(step)) {
            after((int) step.toSeconds(), 9);
        }
        assertTrue(Reach.of(film, STATIONS, network.copies("film", "")).stalled());
        assertTrue(Reach.of(film.toBuilder().clearDistribution().build(), STATIONS, Map.of()).known());
    }
}
