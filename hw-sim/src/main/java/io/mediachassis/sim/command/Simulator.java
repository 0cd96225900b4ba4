package io.mediachassis.sim.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The simulator's main class. */
@Command(
        name = "chassis",
        mixinStandardHelpOptions = true,
        description = "Simulates a whole unit on this machine.",
        subcommands = {DemoCommand.class, BenchCommand.class, ElectionCommand.class, StationCommand.class, ArchiveCommand.class})
public final class Simulator {
    /** Runs a command; the daemons' own logging files are on this class path too, so ours is named before any logger. */
    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "logback-sim.xml");
        System.exit(new CommandLine(new Simulator()).execute(args));
    }
}
