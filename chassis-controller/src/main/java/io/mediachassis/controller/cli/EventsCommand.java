package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl events}: what happened, and with {@code --follow} what happens. */
@Command(
        name = "events",
        description = "The event log, its newest events. With --follow it stays and shows new events until it is"
                + " interrupted; with --json as well, one event a line.")
final class EventsCommand implements Callable<Integer> {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    @Option(names = "--follow", description = "Stay and show what happens.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "N", description = "Events above this number (with --follow: these first).")
    private @Nullable Long after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many: the newest, or with --after the first above it (default"
                    + " ${DEFAULT-VALUE}; not with --follow).")
    private int limit;

    // Set by picocli before call(), which is the only entrance.
    @SuppressWarnings("NullAway.Init")
    EventsCommand() {}

    @Override
    public Integer call() throws ChassisException {
        PrintWriter out = spec.commandLine().getOut();
        ChassisClient client = root.client();
        if (follow) {
            client.follow(after == null ? -1 : after, event -> print(event, out), out::checkError);
            return 0;
        }
        JsonNode json = client.get("/v1/events?limit=" + limit + (after == null ? "" : "&after=" + after));
        if (root.json()) {
            out.println(json.toPrettyString());
        } else if (json.path("events").isEmpty()) {
            out.println("No events.");
        } else {
            json.path("events").forEach(event -> print(event, out));
        }
        out.flush();
        return 0;
    }

    private void print(JsonNode event, PrintWriter out) {
        if (root.json()) {
            out.println(event.toString());
        } else {
            String line = String.format(
                    Locale.ROOT,
                    "%6d  %s  %-8s  %-7s  %-20s  %s",
                    event.path("number").asLong(),
                    Words.time(event.path("at")),
                    event.path("severity").asText(),
                    event.has("slot") ? "slot " + event.path("slot").asText() : "unit",
                    event.path("kind").asText(),
                    event.path("text").asText());
            boolean red = root.terminal().colours() && event.path("severity").asText().equals("critical");
            out.println(red ? "\033[31m" + line + "\033[0m" : line);
        }
        out.flush();
    }
}
