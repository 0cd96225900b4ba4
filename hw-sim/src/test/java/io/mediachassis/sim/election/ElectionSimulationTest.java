package io.mediachassis.sim.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No invariant breaks in many runs, and a run depends on nothing but its seed. */
class ElectionSimulationTest {
    /** 10 000 with {@code -Delection.runs=10000}. */
    private static final int RUNS = Integer.getInteger("election.runs", 2_000);
    private static final long FIRST_SEED = 1;

    @Test
    void nothingBreaksInThousandsOfRuns() {
        Optional<ElectionSimulation.Failure> failure = ElectionSimulation.search(FIRST_SEED, RUNS, Guards.ALL);
        if (failure.isPresent()) {
            fail(ElectionSimulation.explain(failure.get().seed(), Guards.ALL));
        }
    }

    @Test
    void sameSeedSameRun() {
        assertEquals(ElectionSimulation.explain(7, Guards.ALL), ElectionSimulation.explain(7, Guards.ALL));
    }
}
