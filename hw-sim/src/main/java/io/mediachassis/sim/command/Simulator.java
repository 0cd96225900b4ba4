package io.mediachassis.sim.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The simulator's main class. */
@Command(
        name = "chassis",
        mixinStandardHelpOptions = true,
        description = "Simulates a whole unit on this machine.",
        subcommands = {DemoCommand.class, ElectionCommand.class})
public final class Simulator {
    public static void main(String[] args) {
        System.exit(new CommandLine(new Simulator()).execute(args));
    }
}
