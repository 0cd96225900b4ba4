package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes each daemon's class-data archive by running a small unit once and ending it in order: with it a JVM maps the
 * classes that a start needs instead of loading them, which halves the start. Part of the build.
 */
public final class ClassArchives {
    private ClassArchives() {}

    /** The plan of the unit that is run for it: two blades, in a folder of its own. */
    public static UnitPlan plan(Path folder, Path install) {
        return UnitPlan.of(254, 2, folder, install);
    }

    /**
     * Runs the unit and writes the archives beside the modules' libraries.
     *
     * @param untilUsed waits until everything that a start needs was used, on the running unit
     */
    public static void make(UnitPlan plan, Clock clock, Predicate<UnitLauncher> untilUsed) throws IOException {
        Map<String, Path> archives = Map.of(
                "blade-1", archive(plan, "blade-agent"),
                "controller-1", archive(plan, "chassis-controller"),
                "snmp-1", archive(plan, "nms-snmp"));
        try (UnitLauncher unit = new UnitLauncher(plan, clock, archives)) {
            unit.start();
            if (!untilUsed.test(unit)) {
                throw new IOException("the unit that makes the archives did not do all that it was asked to; see " + plan.logFolder());
            }
        }
    }

    private static Path archive(UnitPlan plan, String module) throws IOException {
        Path file = plan.libraries(module).resolve(module + ".jsa");
        Files.deleteIfExists(file);
        return file;
    }
}
