package io.mediachassis.sim.command;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.demo.UnitExercise;
import io.mediachassis.sim.unit.ClassArchives;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the daemons' class-data archives, once for each build. */
@Command(name = "archive", hidden = true, description = "Makes the class-data archives of the built daemons.")
final class ArchiveCommand implements Callable<Integer> {
    @Option(names = "--project", defaultValue = "${sys:chassis.project:-.}",
            description = "The built project's folder.")
    private Path project = Path.of("");

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("mediachassis-archive");
        try {
            UnitPlan plan = ClassArchives.plan(folder, project.toAbsolutePath().normalize());
            Clock clock = new SystemClock();
            ClassArchives.make(plan, clock, new UnitExercise(plan, folder, clock));
            return 0;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
