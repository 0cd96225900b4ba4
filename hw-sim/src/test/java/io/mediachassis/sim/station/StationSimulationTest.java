package io.mediachassis.sim.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No invariant breaks in many runs, and a run depends on nothing but its seed. */
class StationSimulationTest {
    private static final int RUNS = Integer.getInteger("station.runs", 40);
    private static final long FIRST_SEED = Long.getLong("station.seed", 1);

    /** More of them on demand, {@code -Dstation.runs=2000 -Dstation.seed=7}. */
    @Test
    void nothingBreaksInManyRuns() {
        Optional<StationSimulation.Failure> failure = StationSimulation.search(FIRST_SEED, RUNS, Guards.ALL);
        if (failure.isPresent()) {
            fail(StationSimulation.explain(failure.get().seed(), Guards.ALL));
        }
    }

    @Test
    void sameSeedSameRun() {
        assertEquals(StationSimulation.explain(7, Guards.ALL), StationSimulation.explain(7, Guards.ALL));
    }
}
