package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl controller}: the two controllers. */
@Command(name = "controller", description = "The two controllers.", synopsisSubcommandLabel = "COMMAND")
final class ControllerCommand {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    ControllerCommand() {}

    @Command(name = "switch-over", description = "Make the other controller the active one, so that this one can be replaced.")
    int switchOver() throws ChassisException {
        JsonNode reply = root.client().switchOver();
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        out.flush();
        return 0;
    }
}
