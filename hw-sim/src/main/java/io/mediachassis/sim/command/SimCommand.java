package io.mediachassis.sim.command;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.scenario.ScenarioException;
import io.mediachassis.sim.scenario.ScenarioRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays scenarios in a simulated unit. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = "Plays scenarios of faults in a simulated unit, and looks at all times at what must hold.",
        footer = {"", "Exit: 0 every oracle held, 1 one did not, 2 the scenario or an option can't be used."})
final class SimCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--scenario", paramLabel = "FILE", arity = "1..*",
            description = "Scenarios (YAML), or folders of them.")
    private List<Path> scenarios = List.of();

    @Option(names = "--runs", description = "Random scenarios instead, so many; one that fails is made small.")
    private int runs;

    @Option(names = "--seed", description = "Of the unit's luck, or of the first random run; each next run takes the next.")
    private @Nullable Long seed;

    @Option(names = "--real-time", description = "By the wall's clock, with a line a second.")
    private boolean realTime;

    @Option(names = "--report", paramLabel = "FILE", description = "The whole report, for people.")
    private @Nullable Path report;

    @Option(names = "--junit", paramLabel = "FILE", description = "The report as JUnit's XML.")
    private @Nullable Path junit;

    @Option(names = "--json", paramLabel = "FILE", description = "The report as JSON.")
    private @Nullable Path json;

    @Option(names = "--folder", defaultValue = ".", paramLabel = "DIR",
            description = "Where a random scenario that failed is put (${DEFAULT-VALUE}).")
    private Path folder = Path.of(".");

    @Override
    public Integer call() {
        if (scenarios.isEmpty() == (runs < 1)) {
            throw new ParameterException(line(), "Say --scenario FILE, or --runs N.");
        }
        ScenarioRuns all = new ScenarioRuns(new SystemClock(), System.out::println);
        try {
            if (runs > 0) {
                all.random(seed == null ? 1 : seed, runs, folder);
            }
            for (Path file : files()) {
                all.file(file, seed == null ? OptionalLong.empty() : OptionalLong.of(seed), realTime);
            }
            write(report, all.text());
            write(junit, all.junit());
            write(json, all.json());
        } catch (ScenarioException | IOException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if ((report == null && scenarios.size() == 1) || !all.held()) {
            System.out.print(all.text());
        }
        return all.held() ? 0 : 1;
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("no command line");
        }
        return spec.commandLine();
    }

    private List<Path> files() throws IOException {
        Stream.Builder<Path> files = Stream.builder();
        for (Path each : scenarios) {
            if (Files.isDirectory(each)) {
                try (Stream<Path> inside = Files.list(each)) {
                    inside.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(files);
                }
            } else {
                files.add(each);
            }
        }
        return files.build().toList();
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
        }
    }
}
