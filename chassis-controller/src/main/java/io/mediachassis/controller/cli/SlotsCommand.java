package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code chassisctl slots}: what sits where, and how it is. */
@Command(name = "slots", description = "Every slot: hot-swap state and why, power, handle, lights, CBC, temperature, board.")
final class SlotsCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/slots";
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table = new Table(
                "SLOT", "STATE", "POWER", "HANDLE", "BLUE LED", "CBC", "LINK", ">TEMPERATURE", "BOARD", "SERIAL NUMBER");
        for (JsonNode slot : json.path("slots")) {
            boolean present = slot.path("present").asBoolean();
            table.row(
                    slot.path("slot").asText(),
                    slot.path("state").asText() + " " + slot.path("state_name").asText()
                            + (slot.path("identify").asBoolean() ? " (identify)" : ""),
                    !present ? "-" : slot.path("powered").asBoolean() ? "on" : "off",
                    !present ? "-" : slot.path("handle_open").asBoolean() ? "open" : "closed",
                    present ? Words.orDash(slot.path("blue_led")) : "-",
                    !present ? "-" : slot.path("cbc_reachable").asBoolean() ? "answers" : "silent",
                    !present ? "-" : slot.path("link_up").asBoolean() ? "up" : "down",
                    hottest(slot),
                    present ? Words.orDash(slot.path("board").path("part_number")) : "-",
                    present ? Words.orDash(slot.path("board").path("serial_number")) : "-");
        }
        table.print(out, colours);
        for (JsonNode slot : json.path("slots")) {
            if (!slot.path("reason").asText().isEmpty()) {
                out.println("Slot " + slot.path("slot").asInt() + ": " + slot.path("reason").asText());
            }
        }
    }

    private static String hottest(JsonNode slot) {
        double hottest = Double.NEGATIVE_INFINITY;
        for (JsonNode sensor : slot.path("sensors")) {
            if (sensor.path("unit").asText().equals("°C") && sensor.has("value")) {
                hottest = Math.max(hottest, sensor.path("value").asDouble());
            }
        }
        return Double.isInfinite(hottest) ? "-" : String.format(Locale.ROOT, "%.1f °C", hottest);
    }
}
