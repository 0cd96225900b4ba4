package io.mediachassis.sim.command;

import io.mediachassis.sim.registry.RegistrySimulation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs stations and their registry through many random lives. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        description = "Runs stations and the media location registry in random simulated lives.")
final class RegistryCommand implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "1000", description = "How many runs (${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the first run (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        RegistrySimulation.main(new String[] {"--runs", Integer.toString(runs), "--seed", Long.toString(seed)});
        return 0;
    }
}
