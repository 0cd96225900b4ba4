package io.mediachassis.sim.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LossModelTest {
    private static final int PACKETS = 1_000_000;

    private static int lost(LossModel model) {
        int lost = 0;
        for (int i = 0; i < PACKETS; i++) {
            lost += model.next() ? 1 : 0;
        }
        return lost;
    }

    @Test
    void asMuchIsLostAsWasAskedFor() {
        long seed = 11;
        System.out.println("seed " + seed);
        assertEquals(0.05 * PACKETS, lost(new LossModel(0.05, 0, 1, new Random(seed))), 1000);
        assertEquals(0.02 * PACKETS, lost(new LossModel(0, 20, 980, new Random(seed))), 2000);
        assertEquals(0, lost(new LossModel(0, 0, 1, new Random(seed))));
    }

    @Test
    void burstsAreInARow() {
        LossModel model = new LossModel(0, 20, 5000, new Random(3));
        int row = 0;
        for (int i = 0; i < PACKETS; i++) {
            if (model.next()) {
                row++;
            } else {
                assertEquals(0, row % 20);
                row = 0;
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new LossModel(1.1, 0, 1, new Random(1)));
    }
}
