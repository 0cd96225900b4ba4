package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code chassisctl streams}: who plays what. */
@Command(name = "streams", description = "Every stream: program, console, engine, position.")
final class StreamsCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/streams";
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table =
                new Table("PROGRAM", "CONSOLE", "ENGINE", "TRANSPORT", "STATE", ">POSITION", ">OF", ">LATE", "PLAYER");
        for (JsonNode stream : json.path("streams")) {
            table.row(
                    stream.path("program_id").asText(),
                    stream.path("client").asText(),
                    "slot " + stream.path("engine_slot").asText(),
                    stream.path("transport").asText(),
                    stream.path("state").asText(),
                    Words.duration(stream.path("position_s").asDouble()),
                    Words.duration(stream.path("duration_s").asDouble()),
                    stream.path("late_packets").asText(),
                    Words.orDash(stream.path("user_agent")));
        }
        if (table.isEmpty()) {
            out.println("Nobody plays anything now.");
        } else {
            table.print(out, colours);
        }
    }
}
