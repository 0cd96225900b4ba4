package io.mediachassis.controller.cooling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LearnedMinimumTest {
    private static final long S = 1_000_000_000L;

    private final LearnedMinimum minimum = new LearnedMinimum(CoolingSettings.DEFAULT.learning());
    private long now;

    private void run(int seconds, boolean atMinimum, double margin, double air, double watts) {
        for (int i = 0; i < seconds; i++) {
            now += S;
            minimum.step(atMinimum, margin, 10, air, watts, now);
        }
    }

    @Test
    void isLoweredStepByStepDownToItsFloor() {
        run(300, true, 25, 24, 400);
        assertEquals(40, minimum.percent());
        run(1, true, 25, 24, 400);
        assertEquals(38, minimum.percent());
        run(3600, true, 25, 24, 400);
        assertEquals(20, minimum.percent());
    }

    @Test
    void isNotLoweredWhileTheFansTurnFasterOrItIsNearItsTarget() {
        run(3600, false, 25, 24, 400);
        run(3600, true, 10.5, 24, 400);
        assertEquals(40, minimum.percent());
    }

    @Test
    void isRaisedOnceForEachTimeThatItIsNearItsCaution() {
        run(100, false, 4, 24, 400);
        assertEquals(50, minimum.percent());
        run(100, false, 7, 24, 400);
        run(100, false, 4, 24, 400);
        assertEquals(50, minimum.percent(), "it was never well away");
        for (int i = 0; i < 10; i++) {
            run(10, false, 9, 24, 400);
            run(10, false, 4, 24, 400);
        }
        assertEquals(70, minimum.percent(), "its ceiling");
    }

    @Test
    void isUnlearnedWithOtherAirOrLoad() {
        run(1000, true, 25, 24, 400);
        assertEquals(34, minimum.percent());
        run(50, true, 25, 28, 400);
        assertEquals(34, minimum.percent(), "not for a minute");
        run(50, true, 25, 24, 400);
        run(61, false, 25, 27.5, 400);
        assertEquals(40, minimum.percent());
        run(1000, true, 25, 27.5, 400);
        assertEquals(34, minimum.percent(), "learned with that");
        run(61, false, 25, 27.5, 600);
        assertEquals(40, minimum.percent());
        run(1000, true, 25, Double.NaN, Double.NaN);
        assertEquals(34, minimum.percent(), "what is not known unlearns nothing");
    }

    @Test
    void goesOnFromWhatAnotherLearnedWithinItsBounds() {
        minimum.restore(new LearnedMinimum.Learned(26, 24, 400));
        assertEquals(26, minimum.percent());
        run(60, false, 25, 24, 420);
        assertEquals(26, minimum.percent());
        assertEquals(new LearnedMinimum.Learned(26, 24, 400), minimum.learned());
        minimum.restore(new LearnedMinimum.Learned(3, 24, 400));
        assertEquals(20, minimum.percent());
    }
}
