package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl director}: the director's role. */
@Command(name = "director", description = "The director's role.", synopsisSubcommandLabel = "COMMAND")
final class DirectorCommand {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    DirectorCommand() {}

    @Command(name = "hand-over", description = "Hand the role over to the blade in a slot, without a fence.")
    int handOver(@Parameters(paramLabel = "SLOT", description = "Slot of the new director.") int slot)
            throws ChassisException {
        JsonNode reply = root.client().handOver(slot);
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        out.flush();
        return 0;
    }
}
