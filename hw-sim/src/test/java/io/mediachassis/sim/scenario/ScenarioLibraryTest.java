package io.mediachassis.sim.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scenarios that come with the simulator: every oracle holds in each, and no kind of fault has none. */
class ScenarioLibraryTest {
    private static final Path FOLDER = Path.of("scenarios");

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyOracleHoldsInEach() {
        List<Outcome> outcomes = files().parallelStream()
                .map(ScenarioFile::read)
                .map(scenario -> new ScenarioRun(
                        scenario, scenario.seed().orElse(1), Mutation.NONE, Pace.VIRTUAL, new SystemClock()).run())
                .toList();
        outcomes.forEach(outcome -> System.out.println(Report.line(outcome)));
        List<Outcome> broken = outcomes.stream().filter(outcome -> !outcome.held()).toList();
        assertTrue(broken.isEmpty(), () -> Report.text(broken));
    }

    @Test
    void everyKindOfFaultIsShown() {
        Set<String> missing = new TreeSet<>(FaultBook.kinds());
        for (Path file : files()) {
            Scenario scenario = ScenarioFile.read(file);
            assertEquals(scenario.name() + ".yaml", String.valueOf(file.getFileName()));
            scenario.faults().forEach(timed -> missing.remove(FaultBook.kind(timed.fault())));
        }
        assertEquals(Set.of(), missing);
        Set<Way> ways = files().stream().flatMap(file -> ScenarioFile.read(file).faults().stream())
                .filter(timed -> timed.fault() instanceof Fault.Partition)
                .map(timed -> ((Fault.Partition) timed.fault()).way())
                .collect(Collectors.toSet());
        assertEquals(Set.of(Way.values()), ways);
    }
}
