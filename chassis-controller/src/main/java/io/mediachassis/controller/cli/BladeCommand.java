package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl blade}: orders to one blade. */
@Command(name = "blade", description = "Orders to one blade.", synopsisSubcommandLabel = "COMMAND")
final class BladeCommand {
    /** On or off, as typed. */
    enum Switch {
        on,
        off
    }

    private static final String FORCE = "At once, whatever still runs on it and whatever only it holds.";

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    BladeCommand() {}

    @Command(name = "power", description = "Switch a blade on, or off at once; off is remembered.")
    int power(
            @Parameters(paramLabel = "SLOT", description = "Slot of the blade.") int slot,
            @Parameters(paramLabel = "on|off", description = "on or off.") Switch to)
            throws ChassisException {
        return tell(root.client().power(slot, to == Switch.on));
    }

    @Command(
            name = "shutdown",
            description = "Have a blade hand its streams and copies over, then switch it off; off is remembered.")
    int shutdown(
            @Parameters(paramLabel = "SLOT", description = "Slot of the blade.") int slot,
            @Option(names = "--force", description = FORCE) boolean force)
            throws ChassisException {
        return tell(root.client().out(slot, false, force));
    }

    @Command(
            name = "extract",
            description = "The same before a blade is taken out: its blue light says when, and what is put in runs.")
    int extract(
            @Parameters(paramLabel = "SLOT", description = "Slot of the blade.") int slot,
            @Option(names = "--force", description = FORCE) boolean force)
            throws ChassisException {
        return tell(root.client().out(slot, true, force));
    }

    @Command(name = "reset", description = "Reset a blade's board.")
    int reset(@Parameters(paramLabel = "SLOT", description = "Slot of the blade.") int slot)
            throws ChassisException {
        return tell(root.client().reset(slot));
    }

    @Command(name = "identify", description = "Light a blade's identify indicator, or put it out.")
    int identify(
            @Parameters(paramLabel = "SLOT", description = "Slot of the blade.") int slot,
            @Parameters(paramLabel = "on|off", arity = "0..1", defaultValue = "on", description = "on (default) or off.")
                    Switch to)
            throws ChassisException {
        return tell(root.client().identify(slot, to == Switch.on));
    }

    private int tell(JsonNode reply) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        out.flush();
        return 0;
    }
}
