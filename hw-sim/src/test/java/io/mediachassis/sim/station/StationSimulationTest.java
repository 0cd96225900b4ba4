package io.mediachassis.sim.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No invariant breaks in many runs, and a run depends on nothing but its seed. */
class StationSimulationTest {
    private static final int RUNS = Integer.getInteger("station.runs", 40);
    private static final long FIRST_SEED = Long.getLong("station.seed", 1);

    /** More of them on demand, {@code -Dstation.runs=2000 -Dstation.seed=7}. */
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void nothingBreaksInManyRuns(Scenario scenario) {
        Optional<StationSimulation.Failure> failure = StationSimulation.search(FIRST_SEED, RUNS, Guards.ALL, scenario);
        if (failure.isPresent()) {
            fail(StationSimulation.explain(failure.get().seed(), Guards.ALL, scenario));
        }
    }

    @Test
    void sameSeedSameRun() {
        assertEquals(StationSimulation.explain(7, Guards.ALL, Scenario.ANY),
                StationSimulation.explain(7, Guards.ALL, Scenario.ANY));
    }
}
