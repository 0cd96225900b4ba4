package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code chassisctl blades}: what the blades do. */
@Command(name = "blades", description = "Every blade: state, role, streams, load, disk.")
final class BladesCommand extends ReadCommand {
    @Override
    String path() {
        return "/v1/blades";
    }

    @Override
    void show(JsonNode json, PrintWriter out, boolean colours) {
        Table table =
                new Table("SLOT", "STATE", "ROLE", ">PROGRAMS", ">STREAMS", ">SENDING", ">DISK FREE", ">UP", "ADDRESS");
        for (JsonNode blade : json.path("blades")) {
            boolean up = blade.path("link_up").asBoolean();
            table.row(
                    blade.path("slot").asText(),
                    Words.orDash(blade.path("state")),
                    Words.orDash(blade.path("role")),
                    up ? blade.path("programs").asText() : "-",
                    up
                            ? blade.path("streams").asText() + " of "
                                    + blade.path("streams_capacity").asText()
                            : "-",
                    up ? Words.bitRate(blade.path("egress_bps").asDouble()) : "-",
                    up ? Words.bytes(blade.path("disk_free_bytes").asDouble()) : "-",
                    up ? Words.duration(blade.path("uptime_s").asDouble()) : "-",
                    Words.orDash(blade.path("address")));
        }
        if (table.isEmpty()) {
            out.println("No slot has a blade.");
        } else {
            table.print(out, colours);
        }
    }
}
