package io.mediachassis.sim.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The choice by cost against others, small; and that the simulation itself is what it says. */
class SourceSimulationTest {
    private static final long SEED = Long.getLong("sources.seed", 7);

    private static SourceFigures run(String policy, int stations, double requestsPerDay, double days) {
        return new SourceSimulation(stations, 1500, requestsPerDay, days, SEED).run(policy, (name, done) -> {});
    }

    @Test
    void costIsBetterThanNearestFirstForThoseWhoWait_andThanRandomForTheLongLinks() {
        SourceFigures cost = run(SourceSimulation.COST, 120, 300, 0.2);
        SourceFigures nearest = run(SourceSimulation.NEAREST, 120, 300, 0.2);
        SourceFigures random = run(SourceSimulation.RANDOM, 120, 300, 0.2);
        String all = "seed " + SEED + "\n" + SourceTable.of(List.of(cost, nearest, random));
        assertEquals(cost.requests(), nearest.requests(), "the same is asked for");
        assertTrue(cost.copies() > 1000, all);
        assertTrue(cost.firstP95() < nearest.firstP95(), all);
        assertTrue(cost.firstP99() < nearest.firstP99() && cost.firstP99() < random.firstP99() / 2, all);
        assertTrue(cost.slow() <= nearest.slow() && cost.slow() <= random.slow(), all);
        assertTrue(cost.copyMinutes() < nearest.copyMinutes() && cost.copyMinutes() < random.copyMinutes(), all);
        assertTrue(cost.busiestCopies() < nearest.busiestCopies(), all);
        assertTrue(cost.partsBytes() < random.partsBytes() / 2, all);
    }

    @Test
    void sameSeedSameFigures() {
        assertEquals(run(SourceSimulation.COST, 40, 300, 0.02), run(SourceSimulation.COST, 40, 300, 0.02));
    }

    @Test
    void copiesShareLinksAlike_andTakeWhatOthersCannotUse() {
        Geography map = new Geography(50, SEED);
        Fluid fluid = new Fluid(map.links);
        double most = 1e12;
        for (int to = 1; to < 4; to++) {
            fluid.flows.add(new Flow(0, to, 0, new int[] {map.out(0), 2 * to + 1}, 1, 0.01, 0, 0, to == 1 ? 1e6 : most));
        }
        fluid.share(0);
        double line = map.line[0] * (1 - Fluid.background(map.links.get(map.out(0)), 0));
        assertEquals(1e6, fluid.flows.get(0).rateBps, 1);
        double others = fluid.flows.get(1).rateBps + fluid.flows.get(2).rateBps;
        double in = map.line[2] * (1 - Fluid.background(map.links.get(5), 0));
        assertTrue(fluid.flows.get(1).rateBps <= in * 1.001 && others + 1e6 <= line * 1.001, () -> "of " + line + " " + others);
        assertTrue(fluid.load(map.out(0), 0) <= 1.001);
    }

    @Test
    void whatWasAskedForLastStays_andNoLastCopyGoes() {
        Geography map = new Geography(20, SEED);
        Demand demand = new Demand(map, 2000, 300, SEED);
        Caches caches = new Caches(map, demand, SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 5000; i++) {
            int station = 1 + random.nextInt(19);
            int program = demand.program(station, random);
            if (!caches.touch(station, program)) {
                caches.add(station, program);
            }
            assertTrue(caches.touch(station, program), "what came just now is there");
        }
        long held = 0;
        for (int p = 0; p < 2000; p++) {
            int[] holders = caches.holders(p);
            assertTrue(Arrays.stream(holders).anyMatch(s -> s == Geography.HOME), "the home station has everything");
            assertEquals(holders.length, Arrays.stream(holders).distinct().count());
            held += Arrays.stream(holders).filter(s -> s == 1).count() * demand.bytes[p];
        }
        assertTrue(held > 200e9 && held < 760e9, held + " bytes at one station");
    }

    @Test
    void fewProgramsAreAskedForOften_andRegionsDiffer() {
        Geography map = new Geography(200, SEED);
        Demand demand = new Demand(map, 1000, 300, SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] counts = new int[1000];
        for (int i = 0; i < 50_000; i++) {
            counts[demand.program(1, random)]++;
        }
        int most = Arrays.stream(counts).max().orElse(0);
        Arrays.sort(counts);
        assertTrue(Arrays.stream(counts).skip(900).sum() > 25_000, "a tenth of the programs is half of the requests");
        assertTrue(most < 25_000, "and no single one");
        assertTrue(map.roundTrip(0, 1) == map.roundTrip(1, 0) && map.distanceKm(0, 1) == map.distanceKm(1, 0));
    }
}
