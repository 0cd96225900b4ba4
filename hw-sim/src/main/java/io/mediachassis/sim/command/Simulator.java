package io.mediachassis.sim.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The simulator's main class. */
@Command(
        name = "chassis",
        mixinStandardHelpOptions = true,
        description = "Simulates a whole unit on this machine.",
        subcommands = {DemoCommand.class, BenchCommand.class, ElectionCommand.class, StationCommand.class,
            RegistryCommand.class, SourcesCommand.class, SimCommand.class, ArchiveCommand.class,
            ConsoleCommand.class})
public final class Simulator {
    /** Runs a command; the daemons' own logging files are on this class path too, so ours is named before any logger. */
    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "logback-sim.xml");
        if (args.length > 0 && args[0].equals("console")) {
            System.setProperty("chassis.log", "System.err");
        }
        System.exit(new CommandLine(new Simulator()).execute(args));
    }
}
