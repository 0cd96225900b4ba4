package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code chassisctl streams}: who plays what. */
@Command(
        name = "streams",
        description = "Every stream: who sends it (engine), whom its console talks to (anchor), and how far it is.")
final class StreamsCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/streams";
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table = new Table("PROGRAM", "CONSOLE", "ENGINE", "ANCHOR", "TRANSPORT", "STATE", ">SCALE",
                ">POSITION", ">OF", ">LATE", "SESSION", "PLAYER");
        for (JsonNode stream : json.path("streams")) {
            table.row(
                    stream.path("program_id").asText(),
                    stream.path("client").asText(),
                    engine(stream),
                    anchor(stream),
                    stream.path("transport").asText(),
                    stream.path("state").asText(),
                    scale(stream.path("scale").asDouble()),
                    Words.duration(stream.path("position_s").asDouble()),
                    Words.duration(stream.path("duration_s").asDouble()),
                    stream.path("late_packets").asText(),
                    stream.path("session").asText(),
                    Words.orDash(stream.path("user_agent")));
        }
        if (table.isEmpty()) {
            out.println("Nobody plays anything now.");
        } else {
            table.print(out, colours);
        }
    }

    /** Who sends, and by whom the console was swapped to it. */
    private static String engine(JsonNode stream) {
        int from = stream.path("swapped_from_slot").asInt();
        return "slot " + stream.path("engine_slot").asText() + (from == 0 ? "" : ", swapped from " + from);
    }

    /** Whom the console talks to while engines pass its stream on. */
    private static String anchor(JsonNode stream) {
        int anchor = stream.path("anchor_slot").asInt();
        return anchor == 0 ? "-" : "slot " + anchor;
    }

    private static String scale(double scale) {
        return String.format(Locale.ROOT, "%.2f", scale == 0 ? 1 : scale).replaceFirst("\\.?0+$", "");
    }
}
