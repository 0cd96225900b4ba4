package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code chassisctl status}: the unit on half a screen. */
@Command(name = "status", description = "The unit at a glance: director, controllers, blades, power, fans, media.")
final class StatusCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/unit";
    }

    @Override
    void show(JsonNode unit, PrintWriter out, boolean colours) {
        JsonNode director = unit.path("director");
        JsonNode station = unit.path("station");
        out.println("Chassis      " + unit.path("chassis").path("serial_number").asText() + ", "
                + unit.path("slot_count").asInt() + " slots");
        out.println("Station      " + station.path("name").asText() + " at "
                + Words.orDash(station.path("rtsp_url")) + " and " + Words.orDash(station.path("http_url")));
        out.println("Director     " + (director.path("slot").asInt() == 0
                ? "none"
                : "slot " + director.path("slot").asInt() + ", term " + director.path("term").asText() + ", since "
                        + Words.time(director.path("since"))));
        for (JsonNode controller : unit.path("controllers")) {
            out.println("Controller " + controller.path("number").asInt() + " "
                    + (controller.path("active").asBoolean() ? "active" : "standby")
                    + (controller.path("healthy").asBoolean() ? "" : ", not healthy") + ", "
                    + controller.path("api").asText());
        }
        if (!unit.path("active").asBoolean()) {
            out.println("These are the words of a standby controller; no active one answered.");
        }
        for (JsonNode psu : unit.path("psus")) {
            out.println("PSU " + psu.path("number").asInt() + "        " + okay(psu) + ", "
                    + psu.path("capacity_w").asInt() + " W");
        }
        for (JsonNode tray : unit.path("fan_trays")) {
            out.println("Fan tray " + tray.path("number").asInt() + "   " + okay(tray) + ", "
                    + tray.path("duty_percent").asInt() + " %");
        }
        out.println("Media        " + Words.count(unit.path("programs").size(), "program") + ", "
                + Words.count(unit.path("streams").size(), "stream"));
        out.println();
        Table table = new Table("SLOT", "STATE", "ROLE", ">STREAMS", ">DISK FREE", "ADDRESS");
        for (JsonNode slot : unit.path("slots")) {
            JsonNode blade = blade(unit, slot.path("slot").asInt());
            table.row(
                    slot.path("slot").asText(),
                    slot.path("state").asText() + " " + slot.path("state_name").asText(),
                    Words.orDash(slot.path("role")),
                    blade.path("link_up").asBoolean() ? blade.path("streams").asText() : "-",
                    blade.path("link_up").asBoolean()
                            ? Words.bytes(blade.path("disk_free_bytes").asDouble())
                            : "-",
                    slot.path("present").asBoolean() ? Words.orDash(slot.path("address")) : "-");
        }
        table.print(out, colours);
        for (JsonNode blade : unit.path("blades")) {
            for (JsonNode problem : blade.path("problems")) {
                out.println("Blade " + blade.path("slot").asInt() + ": " + problem.asText());
            }
        }
    }

    private static JsonNode blade(JsonNode unit, int slot) {
        for (JsonNode blade : unit.path("blades")) {
            if (blade.path("slot").asInt() == slot) {
                return blade;
            }
        }
        return MissingNode.getInstance();
    }

    private static String okay(JsonNode device) {
        return device.path("ok").asBoolean() ? "ok" : "not ok";
    }
}
