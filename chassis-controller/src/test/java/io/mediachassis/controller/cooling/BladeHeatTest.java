package io.mediachassis.controller.cooling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.cooling.BladeHeat.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BladeHeatTest {
    private static final long S = 1_000_000_000L;

    private final BladeHeat heat = new BladeHeat(CoolingSettings.DEFAULT.throttle());
    private long now;

    private List<Step> run(int seconds, Standing standing) {
        return run(seconds, true, standing);
    }

    private List<Step> run(int seconds, boolean believed, Standing standing) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            now += S;
            Step step = heat.step(believed, standing, now);
            if (step != Step.NONE) {
                steps.add(step);
            }
        }
        return steps;
    }

    @Test
    void isThrottledStepByStepAndEasedWhenItHasCooled() {
        assertEquals(List.of(), run(60, Standing.UPPER_CAUTION));
        assertEquals(List.of(Step.THROTTLE), run(30, Standing.UPPER_CRITICAL));
        assertEquals(50, heat.admitted());
        assertEquals(List.of(Step.THROTTLE, Step.THROTTLE), run(300, Standing.UPPER_CRITICAL));
        assertEquals(10, heat.admitted(), "the last step");
        assertEquals(List.of(), run(600, Standing.UPPER_CAUTION), "hysteresis");
        assertEquals(List.of(), run(60, Standing.NORMAL));
        assertEquals(List.of(Step.EASE), run(1, Standing.NORMAL));
        assertEquals(25, heat.admitted());
        assertEquals(List.of(Step.EASE, Step.EASE), run(120, Standing.NORMAL));
        assertEquals(100, heat.admitted());
        assertEquals(BladeHeat.State.NORMAL, heat.state());
    }

    @Test
    void atFatalItHandsOverAndGoesOffAndComesBackCool() {
        run(10, Standing.UPPER_CRITICAL);
        assertEquals(List.of(Step.LEAVE), run(10, Standing.UPPER_FATAL));
        assertEquals(List.of(Step.OFF_NOW), run(60, Standing.UPPER_FATAL), "once");
        heat.off();
        assertEquals(List.of(), run(600, Standing.UPPER_CAUTION));
        assertEquals(List.of(), run(60, Standing.NORMAL));
        assertEquals(List.of(Step.RELEASE), run(60, Standing.NORMAL));
        assertEquals(100, heat.admitted());
    }

    @Test
    void goesOffAtOnceWhenItsWorkIsGone() {
        run(1, Standing.UPPER_FATAL);
        heat.off();
        assertEquals(BladeHeat.State.OFF, heat.state());
        assertEquals(List.of(), run(60, Standing.UPPER_FATAL), "not once more");
    }

    @Test
    void whatGetsPowerBeforeItIsCoolGoesAgain() {
        run(1, Standing.UPPER_FATAL);
        run(60, Standing.UPPER_FATAL);
        assertFalse(heat.runsAgain(now), "its power is only just being taken");
        heat.off();
        assertTrue(heat.runsAgain(now));
        assertEquals(BladeHeat.State.LEAVING, heat.state());
        assertFalse(heat.runsAgain(now), "once");
        assertEquals(List.of(Step.OFF_NOW), run(60, Standing.NORMAL), "after its patience");
        heat.off();
        assertEquals(List.of(Step.RELEASE), run(61, Standing.NORMAL));
        assertFalse(heat.runsAgain(now), "it is cool");
        heat.keepOff();
        assertTrue(heat.runsAgain(now));
    }

    @Test
    void nothingChangesWhileNoSensorIsBelieved() {
        run(10, Standing.UPPER_CRITICAL);
        assertEquals(List.of(), run(600, false, Standing.NORMAL));
        assertEquals(50, heat.admitted());
        run(1, Standing.UPPER_FATAL);
        assertEquals(List.of(Step.OFF_NOW), run(60, false, Standing.NORMAL), "what has begun comes to its end");
    }

    @Test
    void goesOnFromWhatTheBladeWasTold() {
        heat.adopt(25, now);
        assertEquals(25, heat.admitted());
        assertEquals(List.of(), run(59, Standing.NORMAL));
        assertEquals(List.of(Step.EASE), run(3, Standing.NORMAL));
        heat.adopt(1, now);
        assertEquals(50, heat.admitted(), "it knows better");
    }
}
