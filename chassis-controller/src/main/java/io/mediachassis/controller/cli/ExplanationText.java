package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** From where a station would copy a program, for people. */
final class ExplanationText {
    private final JsonNode json;

    ExplanationText(JsonNode json) {
        this.json = json;
    }

    void print(PrintWriter out, boolean colours) {
        String station = json.path("station").asText();
        out.println("A copy of " + json.path("program_id").asText() + " (" + json.path("bytes").asLong() / 1_000_000
                + (json.path("bytes_known").asBoolean() ? " MB" : " MB, reckoned as 30 MB a segment") + ") to station " + station
                + ":");
        if (!json.path("measures_known").asBoolean()) {
            out.println("Station " + station + " is silent, so what it measured is not known here.");
        }
        Table table = new Table(
                "STATION", ">COST", ">START", ">COPY", ">DISTANCE", ">HOME", ">MBIT/S", ">RTT MS", ">LOAD", ">KM", "MEASURED");
        for (JsonNode source : json.path("sources")) {
            table.row(
                    source.path("station").asText(), number(source.path("cost")), number(source.path("start_seconds")),
                    number(source.path("copy_seconds")), number(source.path("distance_seconds")),
                    number(source.path("home_seconds")), number(source.path("bits_per_second").asDouble() / 1e6),
                    number(source.path("round_trip_ms")), Math.round(source.path("load").asDouble() * 100) + " %",
                    source.path("distance_km").asInt() == 0 ? "-" : source.path("distance_km").asText(),
                    measured(source.path("measured")));
        }
        if (!json.path("sources").isEmpty()) {
            table.print(out, colours);
        }
        JsonNode chosen = json.path("sources").path(0);
        out.println(chosen.isMissingNode()
                ? "No station can give the whole program."
                : "Chosen: " + chosen.path("station").asText() + ": " + chosen.path("why").asText());
        json.path("no_sources").forEach(other ->
                out.println("No source: " + other.path("station").asText() + ": " + other.path("why").asText()));
    }

    private static String measured(JsonNode measured) {
        return measured.isMissingNode()
                ? "never"
                : Words.count(measured.path("transfers").asInt(), "transfer") + ", "
                        + measured.path("age_seconds").asLong() / 60 + " min old, weight "
                        + Math.round(measured.path("weight").asDouble() * 100) + " %";
    }

    private static String number(JsonNode value) {
        return number(value.asDouble());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
