package io.mediachassis.sim.command;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.bench.Bench;
import io.mediachassis.sim.bench.BenchSettings;
import io.mediachassis.sim.bench.Row;
import io.mediachassis.sim.bench.Rows;
import io.mediachassis.sim.demo.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the unit against its peers. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the unit side by side with what people use today; status 1 when a row did not run.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ROW", completionCandidates = RowNames.class,
            description = "${COMPLETION-CANDIDATES}; all of them when none is named.")
    private List<String> rows = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "${sys:chassis.project:-.}/bench-data",
            description = "Everything the bench writes (${DEFAULT-VALUE}).")
    private Path data = Path.of("");

    @Option(names = "--unit", defaultValue = "9",
            description = "Number of the unit: its addresses are 127.0.N.x (${DEFAULT-VALUE}).")
    private int unit;

    @Option(names = "--project", defaultValue = "${sys:chassis.project:-.}", hidden = true,
            description = "The built project's folder.")
    private Path project = Path.of("");

    @Option(names = "--kills", defaultValue = "100", description = "Kills in failover-kill (${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--starts", defaultValue = "10", description = "Starts in agent-start (${DEFAULT-VALUE}).")
    private int starts;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "30",
            description = "Time before a paced measurement, s (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "30", description = "Length of a paced measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--minutes", defaultValue = "10",
            description = "Length of false-elections, min (${DEFAULT-VALUE}).")
    private int minutes;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Row> chosen;
        BenchSettings settings;
        try {
            chosen = Rows.of(rows);
            settings = new BenchSettings(kills, starts, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds),
                    minutes);
            if (json != null) {
                requireWritable(json);
            }
            if (unit < 1 || unit > 254) {
                throw new IllegalArgumentException("--unit takes 1 to 254, not " + unit);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
        Bench bench = new Bench(
                unit, data.toAbsolutePath().normalize(), project.toAbsolutePath().normalize(), settings,
                new SystemClock(), System.out);
        // Ctrl-C: nothing that was started stays.
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "stop"));
        Path file = json;
        Bench.Keeper keeper = file == null ? soFar -> {} : soFar -> new JsonFile(file).write(soFar.json());
        Bench.Outcome outcome = bench.run(chosen, keeper);
        outcome.errors().forEach(System.err::println);
        return outcome.errors().isEmpty() ? 0 : 1;
    }

    /** Before hours are measured. */
    private static void requireWritable(Path json) {
        try {
            new JsonFile(json).requireWritable();
        } catch (IOException e) {
            throw new IllegalArgumentException("--json " + e.getMessage(), e);
        }
    }

    /** For the help: the one list there is. */
    private static final class RowNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Rows.names().iterator();
        }
    }
}
