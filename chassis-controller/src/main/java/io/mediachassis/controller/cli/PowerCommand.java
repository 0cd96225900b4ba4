package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code chassisctl power}: what the PSUs give, what is promised, what is drawn. */
@Command(name = "power", description = "Power: redundancy, budget, what is drawn, by PSU and blade.")
final class PowerCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/power";
    }

    @Override
    void show(JsonNode power, PrintWriter out, boolean colours) {
        int usable = power.path("usable_w").asInt();
        int promised = power.path("promised_w").asInt();
        out.println("Redundancy  " + Words.orDash(power.path("redundancy"))
                + (power.path("redundant").asBoolean() ? "" : ", not there now"));
        out.println("PSUs        " + power.path("installed_w").asInt() + " W installed, "
                + power.path("good_w").asInt() + " W good");
        out.println("Budget      " + usable + " W, " + promised + " W of it promised, "
                + (usable >= promised ? usable - promised + " W left" : promised - usable + " W too much"));
        out.println("Measured    " + power.path("measured_w").asInt() + " W");
        out.println("On return   " + Words.orDash(power.path("restore")));
        out.println();
        Table psus = new Table("PSU", "STATE", ">CAPACITY", ">GIVES");
        for (JsonNode psu : power.path("psus")) {
            psus.row(
                    psu.path("number").asText(),
                    psu.path("ok").asBoolean() ? "ok" : "not ok",
                    psu.path("capacity_w").asInt() + " W",
                    gives(psu));
        }
        psus.print(out, colours);
        out.println();
        Table blades = new Table("SLOT", "STATE", "POWER", ">NEEDS", ">DRAWS", "WHY");
        for (JsonNode blade : power.path("blades")) {
            blades.row(
                    blade.path("slot").asText(),
                    blade.path("state").asText(),
                    blade.path("powered").asBoolean() ? "on" : "off",
                    blade.path("need_w").asInt() + " W",
                    blade.path("draws_w").asInt() + " W",
                    Words.orDash(blade.path("reason")));
        }
        blades.print(out, colours);
    }

    private static String gives(JsonNode psu) {
        for (JsonNode sensor : psu.path("sensors")) {
            if (sensor.path("unit").asText().equals("W") && sensor.has("value")) {
                return Math.round(sensor.path("value").asDouble()) + " W";
            }
        }
        return "-";
    }
}
