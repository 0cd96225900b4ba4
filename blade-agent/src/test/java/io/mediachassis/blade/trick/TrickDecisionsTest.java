package io.mediachassis.blade.trick;

import static io.mediachassis.blade.trick.CutProgram.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.trick.PicturePlan.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which scale, which picture, and when a console will have to wait. */
class TrickDecisionsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "0, 1", "2, 2", "3.5, 3.5", "64, 32", "-0.5, -1", "-3, -3", "-100, -32", "0.5, 0.5", "0.1, 0.25",
        "0.9, 1", "1.2, 1", "1.7, 2", "NaN, 1"})
    void scale_isTheNearestThatIsPlayed(double asked, double played) {
        assertEquals(played, Scales.nearest(asked));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 1", "-2, 1", "3, 3", "100, 4", "0.01, 0.25"})
    void speed_isTheNearestThatIsUsed(double asked, double used) {
        assertEquals(used, Scales.nearestSpeed(asked));
    }

    private static List<Picture> all(PicturePlan plan, long interval) {
        List<Picture> pictures = new ArrayList<>();
        for (Picture next = plan.next(0); next != null; next = plan.next(next.outputTicks() + interval)) {
            pictures.add(next);
        }
        return pictures;
    }

    @Test
    void plan_keepsTheDistancesOfWhatItShows() throws Exception {
        CutProgram program = new CutProgram(NumberedPictures.h264(16));
        for (double scale : new double[] {2, 8, 32, -1, -8, -32}) {
            PicturePlan plan = new PicturePlan(program, scale, scale > 0 ? 0 : program.endTicks(),
                    scale > 0 ? Long.MAX_VALUE : 0);
            List<Picture> pictures = all(plan, TrickProducer.LEAST_INTERVAL);
            assertTrue(plan.ended() && !plan.held());
            for (int i = 2; i < pictures.size() - 1; i++) {
                Picture before = pictures.get(i - 1);
                Picture now = pictures.get(i);
                long gone = now.outputTicks() - before.outputTicks();
                assertTrue(gone >= TrickProducer.LEAST_INTERVAL, scale + ": " + pictures);
                assertEquals((now.programTicks() - before.programTicks()) / scale, (double) gone, 2, scale + ": " + pictures);
            }
        }
    }

    @Test
    void plan_isHeldAtWhatHasArrived() throws Exception {
        CutProgram program = new CutProgram(NumberedPictures.h264(16));
        program.arrived = 1;
        PicturePlan plan = new PicturePlan(program, 8, 0, Long.MAX_VALUE);
        long last = 0;
        for (Picture next = plan.next(0); next != null; next = plan.next(last + TrickProducer.LEAST_INTERVAL)) {
            last = next.outputTicks();
        }
        assertTrue(plan.held() && !plan.ended());
        long later = last + 100 * SECOND;
        assertNull(plan.next(later));
        program.arrived = 4;
        Picture next = plan.next(later);
        assertTrue(next != null && next.outputTicks() >= later, String.valueOf(next));
        assertTrue(!plan.held());
    }

    @Test
    void overrun_isForeseenToTheInstant() {
        // 10 s ahead, gained on at 3 s a second: after 10/3 s, at 4/3 of that ahead of where it is.
        Overrun overrun = Overrun.foresee(0, 4, 10 * SECOND, 1, 100 * SECOND).orElseThrow();
        assertEquals(1e10 / 3, (double) overrun.inNs(), 1000);
        assertEquals(40.0 * SECOND / 3, (double) overrun.positionTicks(), 1000);
        assertEquals(0, Overrun.foresee(20 * SECOND, 4, 10 * SECOND, 1, 100 * SECOND).orElseThrow().inNs());
    }

    @Test
    void overrun_isNoneWhereNothingIsWaitedFor() {
        assertEquals(Optional.empty(), Overrun.foresee(0, 1, SECOND, 1.5, 100 * SECOND), "arrives faster");
        assertEquals(Optional.empty(), Overrun.foresee(0, -8, SECOND, 0, 100 * SECOND), "goes backward");
        assertEquals(Optional.empty(), Overrun.foresee(0, 8, SECOND, 0, SECOND), "has arrived");
        assertEquals(Optional.empty(), Overrun.foresee(0, 2, 90 * SECOND, 1.9, 100 * SECOND), "gets to the end first");
    }
}
