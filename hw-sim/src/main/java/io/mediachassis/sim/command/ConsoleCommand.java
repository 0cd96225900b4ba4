package io.mediachassis.sim.command;

import picocli.CommandLine.Command;

/** A media console. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "A media console: plays multicast and unicast streams, and repairs them.",
        subcommands = {ConsolePlayCommand.class, ConsoleLoadCommand.class, ConsoleRelayCommand.class})
final class ConsoleCommand {}
