package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.PrintStream;

/** The page that the demo prints for people once the unit is up. */
public final class Panel {
    private Panel() {}

    /** Prints it. */
    public static void print(UnitPlan plan, JsonNode report, PrintStream out) {
        out.println();
        out.println("Chassis " + plan.chassisSerial() + " is up.   Station " + plan.stationAddress() + "   data and logs in "
                + plan.dataFolder());
        out.println();
        out.println("  slot  state        role       pid      address");
        for (JsonNode blade : report.path("blades")) {
            out.printf("  %4d  %-12s %-10s %-8d %s%n", blade.path("slot").asInt(), blade.path("state").asText(),
                    blade.path("role").asText(), blade.path("pid").asLong(),
                    plan.bladeAddress(blade.path("slot").asInt()));
        }
        for (JsonNode controller : report.path("controllers")) {
            out.printf("  controller %d is %s, API %s%n", controller.path("id").asInt(),
                    controller.path("active").asBoolean() ? "active" : "on standby", controller.path("api").asText());
        }
        for (JsonNode program : report.path("programs")) {
            out.println();
            out.printf("Play \"%s\" (%.0f s):%n", program.path("title").asText(), program.path("duration_s").asDouble());
            out.println("  ffplay " + program.path("rtsp").asText());
            out.println("  cvlc " + program.path("rtsp").asText());
            out.println("  gst-launch-1.0 playbin uri=" + program.path("rtsp").asText());
            out.println("  ffplay " + program.path("http").asText());
        }
        String snmp = plan.managementAddress() + ":" + UnitPlan.SNMP_PORT;
        int victim = report.path("blades").path(0).path("slot").asInt();
        out.println();
        out.println("Look:");
        out.println("  ./chassis ctl status        (also: slots, blades, programs, streams, events --follow)");
        out.println("  snmpbulkwalk -v2c -c " + UnitPlan.COMMUNITY + " " + snmp + " .1.3.6.1.2.1.47");
        out.println("  snmpbulkwalk -v3 -l authPriv -u " + UnitPlan.V3_USER + " -a SHA-256 -A " + UnitPlan.V3_AUTH
                + " -x AES -X " + UnitPlan.V3_PRIVACY + " " + snmp + " .1.3.6.1.4.1.32473");
        out.println();
        out.println("Try:");
        out.println("  ./chassis ctl publish FILE --title \"My film\"");
        out.println("  kill -9 " + report.path("blades").path(0).path("pid").asLong() + "                 a blade's process dies; systemd's part starts it again");
        out.println("  ./chassis ctl blade power " + victim + " off");
        out.println("  pull " + victim + "  or  insert " + victim + "      typed here: a blade is pulled out, or put back");
        out.println();
        out.println("Ctrl-C ends it all.");
        out.flush();
    }
}
