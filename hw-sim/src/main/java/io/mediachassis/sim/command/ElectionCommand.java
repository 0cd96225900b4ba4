package io.mediachassis.sim.command;

import io.mediachassis.sim.election.ElectionSimulation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the election through many random lives of a chassis. */
@Command(
        name = "election",
        mixinStandardHelpOptions = true,
        description = "Runs the election in random simulated lives, with its invariants checked after each event.")
final class ElectionCommand implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "10000", description = "How many runs (${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the first run (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        ElectionSimulation.main(new String[] {"--runs", Integer.toString(runs), "--seed", Long.toString(seed)});
        return 0;
    }
}
