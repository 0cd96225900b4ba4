package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code chassisctl programs}: what can be played, and what is on its way. */
@Command(name = "programs", description = "Every program: state, length, copies, where to play it.")
final class ProgramsCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/programs";
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table = new Table("PROGRAM", "TITLE", "STATE", ">LENGTH", ">SIZE", "COPIES", "PLAY");
        for (JsonNode program : json.path("programs")) {
            boolean held = program.path("bytes").asLong() > 0;
            table.row(
                    program.path("id").asText(),
                    Words.orDash(program.path("title")),
                    state(program),
                    held ? Words.duration(program.path("duration_s").asDouble()) : "-",
                    held ? Words.bytes(program.path("bytes").asDouble()) : "-",
                    copies(program),
                    Words.orDash(program.path("rtsp")));
        }
        if (table.isEmpty()) {
            out.println("No programs yet. Publish one: chassisctl publish FILE --title T");
        } else {
            table.print(out, colours);
        }
    }

    /** Who holds it: "1, 2", or "2 of each on 1, 2, 3" where its segments are dealt out. */
    private static String copies(JsonNode program) {
        if (program.path("partial_copies").isEmpty()) {
            return Words.list(program.path("copies"));
        }
        String slots = Stream.of("copies", "partial_copies")
                .flatMap(held -> program.path(held).valueStream())
                .map(JsonNode::asInt)
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return program.path("least_copies").asText() + " of each on " + slots;
    }

    /** "published", "ingesting: remuxing 40 %", "failed: why". */
    static String state(JsonNode program) {
        String state = program.path("state").asText();
        JsonNode work = program.path("ingests").path(0);
        if (state.equals("ingesting")) {
            return state + ": " + work.path("state").asText() + " "
                    + work.path("percent").asInt() + " %";
        }
        return state.equals("failed") ? state + ": " + work.path("error").asText() : state;
    }
}
