package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.util.List;

/** A running unit as JSON, for scripts: where to play, where to ask, and the process behind each blade. */
public final class DemoReport {
    private DemoReport() {}

    /**
     * Puts it together from what the API says now.
     *
     * @param token to play with, which all URLs of programs have; empty: none is needed
     * @throws IOException when no controller answers
     */
    public static ObjectNode of(UnitPlan plan, UnitWatch watch, String token) throws IOException {
        return of(plan, watch.required("controllers"), watch.required("blades"), watch.required("programs"), token);
    }

    /** The same where no token is needed. */
    public static ObjectNode of(UnitPlan plan, UnitWatch watch) throws IOException {
        return of(plan, watch, "");
    }

    /** Puts it together from three lists of the API. */
    static ObjectNode of(
            UnitPlan plan, List<JsonNode> controllerList, List<JsonNode> bladeList, List<JsonNode> programList,
            String token) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        ObjectNode station = report.putObject("station")
                .put("rtsp", plan.stationRtspUrl())
                .put("http", plan.stationHttpUrl())
                .put("locate", plan.stationAddress() + ":" + UnitPlan.LOCATE_PORT);
        if (!token.isEmpty()) {
            station.put("token", token);
        }
        ArrayNode controllers = report.putArray("controllers");
        for (JsonNode controller : controllerList) {
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
        for (JsonNode blade : bladeList) {
            blades.addObject()
                    .put("slot", blade.path("slot").asInt())
                    .put("pid", blade.path("pid").asLong())
                    .put("role", blade.path("role").asText())
                    .put("rtsp", blade.path("rtsp_url").asText())
                    .put("http", blade.path("http_url").asText())
                    .put("state", blade.path("state").asText());
        }
        ArrayNode programs = report.putArray("programs");
        for (JsonNode program : programList) {
            if (!program.path("state").asText().equals("published")) {
                // Refused, or on its way in: nothing that can be played.
                continue;
            }
            programs.addObject()
                    .put("id", program.path("id").asText())
                    .put("title", program.path("title").asText())
                    .put("duration_s", program.path("duration_s").asDouble())
                    .put("rtsp", Viewer.url(program.path("rtsp").asText(), token))
                    .put("http", Viewer.url(program.path("http").asText(), token));
        }
        return report;
    }
}
