package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code chassisctl cooling}: zones, fans, blades that are too hot, sensors that are not as they should be. */
@Command(name = "cooling", description = "Cooling: zones, fans, hot blades, sensors that are not as they should be.")
final class CoolingCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/cooling";
    }

    @Override
    void show(JsonNode cooling, PrintWriter out, boolean colours) {
        Table zones = new Table(
                "ZONE", "STATE", ">LEVEL", ">MINIMUM", ">TARGET", ">HOTTEST", "AT", "STANDING", ">AIR IN", ">POWER",
                "SLOTS", "TRAYS");
        for (JsonNode zone : cooling.path("zones")) {
            JsonNode hottest = zone.path("hottest");
            zones.row(
                    zone.path("name").asText(),
                    zone.path("state").asText(),
                    level(zone),
                    zone.path("minimum_percent").asInt() + " %",
                    celsius(zone.path("target_celsius")),
                    celsius(hottest.path("celsius")),
                    hottest.isMissingNode() ? "-" : "slot " + hottest.path("slot").asInt(),
                    hottest.isMissingNode() ? "-" : standing(hottest),
                    celsius(zone.path("inlet_celsius")),
                    zone.path("power_w").asInt() + " W",
                    ranges(zone.path("slots")),
                    ranges(zone.path("fan_trays")));
        }
        zones.print(out, colours);
        for (JsonNode zone : cooling.path("zones")) {
            int missing = zone.path("fans").asInt() - zone.path("fans_working").asInt();
            if (missing > 0) {
                out.println("Zone " + zone.path("name").asText() + ": " + missing + " of "
                        + Words.count(zone.path("fans").asInt(), "fan") + " not turning as ordered; the others turn faster");
            }
            if (!zone.path("reason").asText().isEmpty()) {
                out.println("Zone " + zone.path("name").asText() + ": " + zone.path("reason").asText());
            }
        }
        out.println();
        Table fans = new Table("FAN", ">DRIVEN", ">TURNS", ">FAILED BELOW", "STANDING");
        for (JsonNode fan : cooling.path("fans")) {
            fans.row(
                    fan.path("tray").asText() + "." + fan.path("fan").asText(),
                    fan.path("driven_percent").asInt() + " %",
                    rpm(fan.path("rpm")),
                    rpm(fan.path("failed_below_rpm")),
                    Words.orDash(fan.path("standing")));
        }
        fans.print(out, colours);
        hot(cooling, out, colours);
        wrong(cooling, out, colours);
    }

    private static void hot(JsonNode cooling, PrintWriter out, boolean colours) {
        Table hot = new Table("SLOT", "HEAT", ">MAY USE", "WHY");
        boolean any = false;
        for (JsonNode blade : cooling.path("blades")) {
            if (!blade.path("heat").asText().equals("normal")) {
                any = true;
                hot.row(
                        blade.path("slot").asText(),
                        blade.path("heat").asText(),
                        blade.path("admitted_percent").asInt() + " %",
                        Words.orDash(blade.path("reason")));
            }
        }
        if (any) {
            out.println();
            hot.print(out, colours);
        }
    }

    private static void wrong(JsonNode cooling, PrintWriter out, boolean colours) {
        Table wrong = new Table("SENSOR", "WHERE", "STANDING", "WHY");
        for (JsonNode sensor : cooling.path("sensors")) {
            String fault = sensor.path("fault").asText();
            wrong.row(
                    sensor.path("name").asText(),
                    sensor.path("where").asText(),
                    Words.orDash(sensor.path("standing")),
                    fault.isEmpty() ? "-" : "not believed: " + fault);
        }
        if (!cooling.path("sensors").isEmpty()) {
            out.println();
            wrong.print(out, colours);
        }
    }

    /** The level, and what is ordered where that is more. */
    private static String level(JsonNode zone) {
        int level = zone.path("level_percent").asInt();
        int ordered = zone.path("ordered_percent").asInt();
        return zone.path("state").asText().equals("starting") ? "-"
                : level == ordered ? level + " %" : level + " % (" + ordered + " % ordered)";
    }

    private static String standing(JsonNode hottest) {
        String standing = hottest.path("standing").asText();
        return hottest.has("upper_caution")
                ? String.format(Locale.ROOT, "%s (%.0f, %.0f, %.0f)", standing, hottest.path("upper_caution").asDouble(),
                        hottest.path("upper_critical").asDouble(), hottest.path("upper_fatal").asDouble())
                : standing;
    }

    private static String celsius(JsonNode value) {
        return value.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.1f °C", value.asDouble());
    }

    private static String rpm(JsonNode value) {
        return value.isMissingNode() ? "-" : value.asLong() + " rpm";
    }

    /** "1-4, 7" */
    private static String ranges(JsonNode numbers) {
        StringBuilder text = new StringBuilder();
        int first = 0;
        int last = 0;
        for (JsonNode each : numbers) {
            int number = each.asInt();
            if (first != 0 && number == last + 1) {
                last = number;
                continue;
            }
            range(text, first, last);
            first = number;
            last = number;
        }
        range(text, first, last);
        return text.length() == 0 ? "-" : text.toString();
    }

    private static void range(StringBuilder text, int first, int last) {
        if (first != 0) {
            text.append(text.length() == 0 ? "" : ", ").append(first).append(last > first ? "-" + last : "");
        }
    }
}
