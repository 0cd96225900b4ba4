package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that reads one document of the API and shows it, as it is or in words. */
abstract class ReadCommand implements Callable<Integer> {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before call(), which is the only entrance.
    @SuppressWarnings("NullAway.Init")
    ReadCommand() {}

    @Override
    public Integer call() throws ChassisException {
        JsonNode json = root.client().get(path());
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            show(json, out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }

    /** What to read. */
    abstract String path();

    /** Prints it for people. */
    abstract void show(JsonNode json, PrintWriter out, boolean colours);
}
