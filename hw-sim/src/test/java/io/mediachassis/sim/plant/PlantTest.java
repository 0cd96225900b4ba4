package io.mediachassis.sim.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlantTest {
    private final Plant plant = plant(1);
    private long nowNs;

    private static Plant plant(long seed) {
        Plant plant = new Plant(PlantSettings.typical(8, 2, 2), new Random(seed));
        plant.fan(1, 50, false);
        plant.fan(2, 50, false);
        for (int slot = 1; slot <= 4; slot++) {
            plant.present(slot, true);
            plant.powered(slot, true);
        }
        plant.step(0);
        return plant;
    }

    private void run(int seconds) {
        for (int i = 0; i < seconds * 20; i++) {
            nowNs += 50_000_000;
            plant.step(nowNs);
        }
    }

    @Test
    void loadHeatsAndAirCools() {
        plant.load(1, 1);
        run(400);
        double loaded = plant.celsius(1);
        assertTrue(loaded > plant.celsius(2) + 10, "loaded " + loaded + ", other " + plant.celsius(2));
        assertEquals(24, plant.celsius(8), 3);
        plant.fan(1, 100, false);
        plant.fan(2, 100, false);
        run(400);
        assertTrue(plant.celsius(1) < loaded - 8, "at full air " + plant.celsius(1));
        plant.fan(1, 100, true);
        plant.fan(2, 100, true);
        run(400);
        assertTrue(plant.celsius(1) > 95, "in still air " + plant.celsius(1));
    }

    @Test
    void fansLag() {
        run(20);
        assertEquals(4500, plant.rpm(1), 50);
        plant.fan(1, 100, false);
        run(1);
        assertTrue(plant.rpm(1) > 5500 && plant.rpm(1) < 8000, "rpm " + plant.rpm(1));
    }

    @Test
    void suppliesShareAndOneCarriesAll() {
        assertEquals(plant.totalWatts(), plant.psuWatts(1) + plant.psuWatts(2), 1e-9);
        double volts = plant.volts();
        plant.psu(1, false);
        assertEquals(0, plant.psuWatts(1));
        assertEquals(plant.totalWatts(), plant.psuWatts(2), 1e-9);
        assertTrue(plant.volts() < volts);
    }

    @Test
    void aSeedGivesOneCourseWhateverTheSteps() {
        Plant fine = plant(9);
        Plant coarse = plant(9);
        for (long ms = 0; ms <= 60_000; ms += 5) {
            fine.step(ms * 1_000_000);
        }
        for (long ms = 0; ms <= 60_000; ms += 500) {
            coarse.step(ms * 1_000_000);
        }
        assertEquals(fine.celsius(1), coarse.celsius(1));
    }
}
