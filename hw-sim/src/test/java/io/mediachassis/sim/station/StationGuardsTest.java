package io.mediachassis.sim.station;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every guard is needed: with it taken out, the simulation sees an invariant fail that the guard is there for. */
class StationGuardsTest {
    private static final int RUNS = Integer.getInteger("station.guards.runs", 3_000);

    private static final Map<Guards, Set<String>> BROKEN = Map.of(
            Guards.RESCUE_AHEAD, Set.of("S1"),
            Guards.RIVALS, Set.of("S1", "S4"),
            Guards.ANCHOR_LISTENS, Set.of("S4"),
            Guards.READ_KEEPS, Set.of("S2"),
            Guards.KEEPER_WORD, Set.of("S2"),
            Guards.CAPACITY, Set.of("S3"),
            Guards.KEPT_FRESH, Set.of("S1"),
            Guards.DIRECTED_TOLD, Set.of("S5", "S6"),
            Guards.FORGOTTEN_CLOSE, Set.of("S4"),
            Guards.REPLICATION, Set.of("S4"));

    /** On demand with {@code -Dstation.guards.runs=3000}, as {@link StationSimulationTest} is. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "station.guards.runs", matches = "[0-9]+")
    @EnumSource(Guards.class)
    void isNeeded(Guards guard) {
        Set<String> expected = BROKEN.getOrDefault(guard, Set.of());
        Scenario scenario = guard == Guards.DIRECTED_TOLD ? Scenario.ANCHOR_KILLED : Scenario.ANY;
        List<String> others = Collections.synchronizedList(new ArrayList<>());
        Optional<StationSimulation.Failure> found = LongStream.rangeClosed(1, RUNS)
                .parallel()
                .mapToObj(seed -> StationSimulation.run(seed, Guards.without(guard), scenario))
                .flatMap(Optional::stream)
                .filter(failure -> expected.contains(failure.invariant())
                        || !others.add(failure.invariant() + " by " + failure.seed()))
                .findAny();
        if (found.isEmpty()) {
            fail(guard + ": no run of " + RUNS + " breaks " + expected + ", others: "
                    + others.subList(0, Math.min(5, others.size())));
        }
        System.out.println(guard + ": seed " + found.get().seed() + " " + found.get().invariant() + " "
                + found.get().text());
    }
}
