package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl audit}: what was done about subscribers, tokens and keys, and tried. */
@Command(name = "audit", description = "Who logged in, or tried to, and what changed about subscribers, tokens and keys.")
final class AuditCommand implements Callable<Integer> {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "30", description = "The newest N (default: ${DEFAULT-VALUE}).")
    private int limit;

    // Set by picocli before call(), which is the only entrance.
    @SuppressWarnings("NullAway.Init")
    AuditCommand() {}

    @Override
    public Integer call() throws ChassisException {
        JsonNode json = root.client().get("/v1/audit?limit=" + Math.max(1, Math.min(1000, limit)));
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table("AT", "WHAT", "SUBSCRIBER", "FROM", "");
            json.path("audit").forEach(entry -> table.row(
                    Words.time(entry.path("at")), entry.path("kind").asText(), Words.orDash(entry.path("subscriber")),
                    Words.orDash(entry.path("client")), entry.path("text").asText()));
            table.print(out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }
}
