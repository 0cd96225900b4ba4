package io.mediachassis.sim.demo;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.unit.UnitLauncher;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a unit of two blades do once what every unit does: come up, take a program in, copy it, stream it. What was used
 * then is what a start and a first fail-over will use. Blocking.
 */
public final class UnitExercise implements Predicate<UnitLauncher> {
    private static final Logger LOG = LoggerFactory.getLogger(UnitExercise.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SECONDS = 4;

    private final UnitPlan plan;
    private final Path folder;
    private final Clock clock;

    /** @param folder takes the sample that is published */
    public UnitExercise(UnitPlan plan, Path folder, Clock clock) {
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
    }

    /** False when the unit did not do it all; the log says what. */
    @Override
    public boolean test(UnitLauncher unit) {
        try {
            UnitWatch watch = new UnitWatch(plan, clock);
            watch.await("the unit", PATIENCE, w -> w.ready(2));
            Path sample = folder.resolve("exercise.ts");
            Ffmpeg.makeSample(sample, SECONDS);
            String program = watch.publish(sample, "exercise", 2, PATIENCE);
            return Ffmpeg.firstPicture(plan.stationRtspUrl() + program, PATIENCE);
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
            return false;
        }
    }
}
