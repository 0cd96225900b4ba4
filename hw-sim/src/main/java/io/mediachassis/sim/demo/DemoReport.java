package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A running unit as JSON, for scripts: where to play, where to ask, and the process behind each blade. */
public final class DemoReport {
    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private DemoReport() {}

    /** Puts it together from what the API says now. */
    public static ObjectNode of(UnitPlan plan, UnitWatch watch) {
        ObjectNode report = JSON.createObjectNode();
        report.putObject("station")
                .put("rtsp", plan.stationRtspUrl())
                .put("http", plan.stationHttpUrl())
                .put("locate", plan.stationAddress() + ":" + UnitPlan.LOCATE_PORT);
        ArrayNode controllers = report.putArray("controllers");
        for (JsonNode controller : watch.list("controllers")) {
            controllers.addObject()
                    .put("id", controller.path("number").asInt())
                    .put("active", controller.path("active").asBoolean())
                    .put("api", controller.path("api").asText());
        }
        report.putObject("snmp")
                .put("host", plan.managementAddress())
                .put("port", UnitPlan.SNMP_PORT)
                .put("community", UnitPlan.COMMUNITY)
                .put("v3user", UnitPlan.V3_USER);
        ArrayNode blades = report.putArray("blades");
        for (JsonNode blade : watch.list("blades")) {
            blades.addObject()
                    .put("slot", blade.path("slot").asInt())
                    .put("pid", blade.path("pid").asLong())
                    .put("role", blade.path("role").asText())
                    .put("rtsp", blade.path("rtsp_url").asText())
                    .put("http", blade.path("http_url").asText())
                    .put("state", blade.path("state").asText());
        }
        ArrayNode programs = report.putArray("programs");
        for (JsonNode program : watch.list("programs")) {
            if (program.path("copies").isEmpty()) {
                // Refused, or on its way in: nothing that can be played.
                continue;
            }
            programs.addObject()
                    .put("id", program.path("id").asText())
                    .put("title", program.path("title").asText())
                    .put("duration_s", program.path("duration_s").asDouble())
                    .put("rtsp", program.path("rtsp").asText())
                    .put("http", program.path("http").asText());
        }
        return report;
    }

    /** Writes JSON so that a reader never sees half of it. */
    public static void write(Path file, JsonNode json) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, JSON.writeValueAsBytes(json));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
