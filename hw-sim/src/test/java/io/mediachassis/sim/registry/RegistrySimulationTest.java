package io.mediachassis.sim.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nothing breaks in many runs, and a run depends on nothing but its seed. */
class RegistrySimulationTest {
    private static final int RUNS = Integer.getInteger("registry.runs", 200);
    private static final long FIRST_SEED = Long.getLong("registry.seed", 1);

    /** More of them on demand, {@code -Dregistry.runs=20000 -Dregistry.seed=7}. */
    @Test
    void nothingBreaksInManyRuns() {
        Optional<Long> broken = RegistrySimulation.search(FIRST_SEED, RUNS);
        if (broken.isPresent()) {
            fail(RegistrySimulation.explain(broken.get()));
        }
    }

    /** It dropped a last copy on an answer that was too old. */
    @Test
    void whatOnceBrokeDoesNot() {
        assertEquals(Optional.empty(), new RegistryWorld(5864).run());
    }

    @Test
    void sameSeedSameRunAndThingsHappenInIt() {
        assertEquals(RegistrySimulation.explain(7), RegistrySimulation.explain(7));
        RegistryWorld world = new RegistryWorld(7);
        world.run();
        assertTrue(world.drops > 10, () -> "only " + world.drops + " segments were dropped");
    }
}
