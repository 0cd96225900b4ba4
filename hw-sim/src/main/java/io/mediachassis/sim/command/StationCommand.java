package io.mediachassis.sim.command;

import io.mediachassis.sim.station.Scenario;
import io.mediachassis.sim.station.StationSimulation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs director, engines and consoles through many random lives of a station. */
@Command(
        name = "station",
        mixinStandardHelpOptions = true,
        description = "Runs director, engines and consoles in random simulated lives, with their invariants checked.")
final class StationCommand implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "2000", description = "How many runs (${DEFAULT-VALUE}); 1 shows the run.")
    private int runs;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the first run (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--scenario", defaultValue = "ANY", description = "What goes wrong: ${COMPLETION-CANDIDATES}.")
    private Scenario scenario = Scenario.ANY;

    @Override
    public Integer call() {
        StationSimulation.main(new String[] {
            "--runs", Integer.toString(runs), "--seed", Long.toString(seed), "--scenario", scenario.name()
        });
        return 0;
    }
}
