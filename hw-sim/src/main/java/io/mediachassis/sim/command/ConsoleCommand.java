package io.mediachassis.sim.command;

import picocli.CommandLine.Command;

/** A media console. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "A media console: plays multicast and unicast streams, repairs them, and follows programs of files.",
        subcommands = {ConsolePlayCommand.class, ConsoleFollowCommand.class, ConsoleProtectCommand.class, ConsoleLoadCommand.class,
            ConsoleRelayCommand.class})
final class ConsoleCommand {}
