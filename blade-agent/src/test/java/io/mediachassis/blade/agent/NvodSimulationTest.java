package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A set over several engines that die and come back, director or not: every packet has the schedule's numbers and time,
 * and a death costs a stream less than a second. {@code -Dnvod.runs=1000} for many, {@code -Dnvod.seed=N} for one.
 */
class NvodSimulationTest {
    private static final long SECOND = NvodWorld.SECOND;
    /** A tick, and what clocks of blades differ by. */
    private static final long APART_NS = (10 + 5) * NvodWorld.MS;
    private static final int RUNS = Integer.getInteger("nvod.runs", 12);
    private static final long SEED = Long.getLong("nvod.seed", 0);

    @Test
    void everyPacketIsSent_butForWhatADeathCosts() {
        long first = SEED != 0 ? SEED : new SplittableRandom().nextLong();
        SplittableRandom seeds = new SplittableRandom(first);
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED != 0 ? SEED : seeds.nextLong();
            try {
                one(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void one(long seed) {
        NvodWorld world = new NvodWorld(seed, (seed & 1) == 0);
        SplittableRandom faults = new SplittableRandom(seed);
        long now = 12 * SECOND;
        int deaths = 0;
        while (now < 70 * SECOND) {
            now += faults.nextLong(4 * SECOND);
            long at = now;
            // Director or not, and back well before the next.
            int slot = faults.nextInt(4) == 0 ? 0 : 1 + faults.nextInt(NvodWorld.ENGINES);
            world.at(at, () -> world.kill(slot == 0 ? world.director() : slot, at + 3 * SECOND));
            now += 6 * SECOND;
            deaths++;
        }
        world.runUntil(80 * SECOND);
        world.ledger.check(79 * SECOND);
        assertTrue(deaths > 5);
        assertEquals(Set.of(1, 2, 3, 4), world.ledger.senders);
    }

    @Test
    void withoutFaults_nothingIsMissingAndNothingIsSentTwice() {
        NvodWorld world = new NvodWorld(new SplittableRandom().nextLong(), true);
        world.runUntil(60 * SECOND);
        world.ledger.check(59 * SECOND);
        assertEquals(0, world.ledger.twice);
    }

    @Test
    void overAnHour_streamsStayAnIntervalApart_howeverClocksDrift() {
        long seed = SEED != 0 ? SEED : new SplittableRandom().nextLong();
        NvodWorld world = new NvodWorld(seed, true);
        world.runUntil(3600 * SECOND);
        long worst = world.ledger.worstOffsetNs();
        System.out.printf("seed %d: streams at most %.1f ms from their interval in an hour%n", seed, worst / 1e6);
        assertTrue(worst <= APART_NS, "seed " + seed + ": " + worst / 1e6 + " ms");
    }
}
