package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.demo.UnitExercise;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The daemons' class-data archives, made once before the first unit of a test run: the tests start some hundred daemons,
 * each of which then takes half the processor time. Tests run in two processes; the second waits for the first.
 */
public final class BuiltArchives {
    private static final List<String> MODULES = List.of("blade-agent", "chassis-controller", "nms-snmp");

    private BuiltArchives() {}

    /** Makes them where they are missing or older than what they are of. */
    public static synchronized void make() throws IOException {
        Path install = Path.of("..").toAbsolutePath().normalize();
        try (FileChannel lock = FileChannel.open(Path.of("target", "archives.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            Path folder = Files.createTempDirectory("mediachassis-archives");
            try {
                UnitPlan plan = ClassArchives.plan(folder, install);
                if (!areThere(plan, install)) {
                    Clock clock = new SystemClock();
                    ClassArchives.make(plan, clock, new UnitExercise(plan, folder, clock));
                }
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        }
    }

    /** The copies beside the archive all bear the build's fixed time; what they are copies of tells when it was built. */
    private static boolean areThere(UnitPlan plan, Path install) throws IOException {
        for (String module : MODULES) {
            Path archive = plan.libraries(module).resolve(module + ".jsa");
            if (!Files.exists(archive) || isOlder(archive, install.resolve(module))
                    || isOlder(archive, install.resolve("backplane-protocol"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOlder(Path archive, Path module) throws IOException {
        try (Stream<Path> built = Files.list(module.resolve("target"))) {
            for (Path jar : built.filter(file -> file.toString().endsWith(".jar")).toList()) {
                if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(archive)) > 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
