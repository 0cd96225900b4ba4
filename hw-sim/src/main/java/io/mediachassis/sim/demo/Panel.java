package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.unit.TrapTarget;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The page that the demo prints for people once the unit is up. */
public final class Panel {
    /** More would hide the rest. */
    private static final int OTHERS = 8;

    private Panel() {}

    /** A URL as a shell takes it, with the token by its variable: it is long. */
    private static String shown(String url, String token) {
        return token.isEmpty() ? url : "\"" + url.replace(token, "$T") + "\"";
    }

    /**
     * Prints it.
     *
     * @param report of the unit, as {@link DemoReport} makes it
     * @param published the programs of this run, which come first
     * @param troubles what is not as it should be
     */
    public static void print(
            UnitPlan plan, JsonNode report, List<String> published, List<String> troubles, PrintStream out) {
        String ctl = "./chassis ctl " + (plan.unit() == 1 ? "" : "--unit '" + plan.dataFolder() + "' ");
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
        String token = report.path("station").path("token").asText();
        if (!token.isEmpty()) {
            out.println();
            out.println("To play takes a token. This one is of the subscriber " + Viewer.NAME + ", for all programs; first type");
            out.println("  T=" + token);
            out.println("(another one: " + ctl + "token issue --subscriber " + Viewer.NAME + ", or curl -H"
                    + " 'Content-Type: application/json' -d '{\"subscriber\":\"" + Viewer.NAME + "\",\"password\":\""
                    + Viewer.PASSWORD + "\"}' http://" + plan.controllerAddress(1) + ":" + UnitPlan.LOGIN_PORT + "/login)");
        }
        for (JsonNode program : report.path("programs")) {
            String rtsp = shown(program.path("rtsp").asText(), token);
            String http = shown(program.path("http").asText(), token);
            if (published.contains(program.path("id").asText())) {
                out.println();
                out.printf("Play \"%s\" (%.0f s):%n", program.path("title").asText(),
                        program.path("duration_s").asDouble());
                out.println("  ffplay " + rtsp);
                // VLC's module for SAT>IP writes RTSP URLs in small letters, which is another token.
                out.println("  cvlc " + (token.isEmpty() ? rtsp : http));
                out.println("  gst-launch-1.0 playbin uri=" + rtsp);
                out.println("  ffplay " + http);
            }
        }
        String others = report.path("programs").valueStream()
                .map(program -> program.path("id").asText())
                .filter(id -> !published.contains(id))
                .limit(OTHERS)
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            out.println();
            out.println("Stored by earlier runs: " + others + "   (" + ctl + "programs)");
        }
        String snmp = plan.managementAddress() + ":" + UnitPlan.SNMP_PORT;
        int victim = report.path("blades").path(0).path("slot").asInt();
        out.println();
        out.println("Look:");
        out.println("  " + ctl + "status        (also: slots, blades, programs, events --follow)");
        out.println("  " + ctl + "streams       while something plays: ENGINE changes from segment to segment");
        published.stream().findFirst().ifPresent(id -> out.println("  " + ctl + "registry where " + id
                + "   which station holds which segments (also: registry check)"));
        out.println("  snmpbulkwalk -v2c -c " + UnitPlan.COMMUNITY + " " + snmp + " .1.3.6.1.2.1.47");
        out.println("  snmpbulkwalk -v3 -l authPriv -u " + UnitPlan.V3_USER + " -a SHA-256 -A " + UnitPlan.V3_AUTH
                + " -x AES -X " + UnitPlan.V3_PRIVACY + " " + snmp + " .1.3.6.1.4.1.32473");
        for (TrapTarget target : plan.traps()) {
            Path mibs = plan.installFolder().resolve("nms-snmp").resolve("mibs");
            out.println("  snmptrapd -f -Lo --disableAuthorization=yes -m MEDIA-CHASSIS-MIB -M '+" + mibs + ":"
                    + mibs.resolve("stubs") + "' udp:" + target + "   shows the notifications");
        }
        out.println();
        out.println("Try:");
        out.println("  " + ctl + "publish FILE --title \"My film\"");
        out.println("  kill -9 " + report.path("blades").path(0).path("pid").asLong() + "                 a blade's process dies, and is started again");
        out.println("  " + ctl + "blade power " + victim + " off");
        out.println("  pull " + victim + "  or  insert " + victim + "      typed here: a blade is pulled out, or put back");
        out.println("  disk " + victim + " 1 slow 3000       likewise: its first volume's disk answers 3 s late and is taken"
                + " out");
        out.println("                           (also: failing, full, well)");
        out.println();
        for (String trouble : troubles) {
            out.println("NOT as it should be: " + trouble);
        }
        out.println("Ctrl-C ends it all.");
        out.flush();
    }
}
