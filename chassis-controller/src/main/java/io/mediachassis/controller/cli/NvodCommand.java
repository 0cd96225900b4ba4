package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl nvod}: one program as staggered multicast streams. */
@Command(
        name = "nvod",
        description = "Near video on demand: one program as several multicast streams, each an interval behind the last.",
        synopsisSubcommandLabel = "COMMAND")
final class NvodCommand {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    NvodCommand() {}

    @Command(
            name = "start",
            description = "Send a program as as many streams as its length needs; stream k has the k-th group above G.")
    int start(
            @Parameters(paramLabel = "PROGRAM", description = "The program's id.") String program,
            @Option(names = "--interval", paramLabel = "T", required = true, converter = Span.class,
                    description = "Time between the starts of two streams: 30s, 1m, 7500ms.") Duration interval,
            @Option(names = "--group", paramLabel = "G", required = true,
                    description = "Multicast group of the first stream, which names the set.") String group,
            @Option(names = "--port", paramLabel = "P", description = "Port of all groups (default: as configured).") int port,
            @Option(names = "--udp", description = "Plain transport stream in UDP.") boolean udp,
            @Option(names = "--rtp", description = "RTP (the default).") boolean rtp,
            @Option(names = "--source-specific", description = "Joined with the station's address only (RFC 4607).")
                    boolean sourceSpecific,
            @Option(names = "--loops", paramLabel = "N", description = "Plays of each stream (default: for ever).") int loops,
            @Option(names = "--interleave", paramLabel = "K",
                    description = "Packets of a window that leave in random order (default: in order).") int interleave,
            @Option(names = "--force", description = "Also a K that takes longer than the 100 ms which players wait.")
                    boolean force)
            throws ChassisException {
        if (udp && (rtp || interleave > 0)) {
            throw new ParameterException(
                    spec.commandLine(), rtp ? "--udp and --rtp exclude each other" : "--interleave takes --rtp");
        }
        if (loops < 0 || port < 0 || interleave < 0) {
            throw new ParameterException(spec.commandLine(), "--loops, --port and --interleave take numbers from 0");
        }
        ObjectNode set = JsonNodeFactory.instance.objectNode()
                .put("program", program)
                .put("interval_s", Span.seconds(interval))
                .put("group", group)
                .put("transport", udp ? "udp" : "rtp")
                .put("source_specific", sourceSpecific)
                .put("loops", loops)
                .put("port", port)
                .put("interleave", interleave)
                .put("force", force);
        JsonNode reply = root.client().nvodStart(set);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(reply.toPrettyString());
        } else {
            out.println(reply.path("text").asText());
            reply.path("set").path("streams").forEach(stream -> out.println(
                    "  " + stream.path("url").asText() + "  from " + Words.time(stream.path("next_start_at"))));
        }
        out.flush();
        return 0;
    }

    @Command(name = "list", description = "Every set: what it sends, where, how often.")
    int list() throws ChassisException {
        JsonNode json = root.client().get("/v1/nvod");
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table("SET", "PROGRAM", "GROUPS", ">PORT", "AS", ">INTERVAL", ">PERIOD", "PLAYS", ">RATE", "TROUBLE");
            for (JsonNode set : json.path("sets")) {
                table.row(
                        set.path("id").asText(),
                        set.path("program_id").asText(),
                        set.path("streams").size() + " to " + set.path("last_group").asText(),
                        set.path("port").asText(),
                        set.path("transport").asText() + (set.path("source_specific").asBoolean() ? ", source-specific" : ""),
                        Words.duration(set.path("interval_s").asDouble()),
                        Words.duration(set.path("period_s").asDouble()),
                        set.path("loops").asInt() == 0 ? "for ever" : set.path("loops").asText(),
                        Words.bitRate(set.path("bit_rate").asDouble() * set.path("streams").size()),
                        set.path("segments_lacking").asInt() == 0
                                ? "-"
                                : set.path("segments_lacking").asText() + " segments are on no blade that is up");
            }
            if (table.isEmpty()) {
                out.println("No sets. Start one: chassisctl nvod start PROGRAM --interval 30s --group 239.1.1.0");
            } else {
                table.print(out, root.terminal().colours());
            }
        }
        out.flush();
        return 0;
    }

    @Command(name = "show", description = "One set, stream by stream: who sends it, where it is, when it begins again.")
    int show(@Parameters(paramLabel = "SET", description = "The set's first group.") String id) throws ChassisException {
        JsonNode set = root.client().nvodSet(id);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(set.toPrettyString());
        } else {
            out.println(set.path("program_id").asText() + " (" + Words.duration(set.path("duration_s").asDouble())
                    + "), one stream each " + Words.duration(set.path("interval_s").asDouble()) + ", from "
                    + set.path("source_address").asText());
            Table table = new Table(">STREAM", "URL", "STATE", "ENGINE", ">POSITION", ">PLAYS", "NEXT START");
            for (JsonNode stream : set.path("streams")) {
                int engine = stream.path("engine_slot").asInt();
                table.row(
                        stream.path("number").asText(),
                        stream.path("url").asText(),
                        stream.path("state").asText(),
                        engine == 0 ? "-" : "slot " + engine,
                        Words.duration(stream.path("position_s").asDouble()),
                        stream.path("plays").asText(),
                        Words.time(stream.path("next_start_at")));
            }
            table.print(out, root.terminal().colours());
            links(out, set);
        }
        out.flush();
        return 0;
    }

    private static void links(PrintWriter out, JsonNode set) {
        for (String link : List.of("sdp", "m3u", "rtsp")) {
            if (!set.path(link).asText().isEmpty()) {
                out.println(set.path(link).asText());
            }
        }
        JsonNode repair = set.path("repair");
        if (repair.path("asked").asLong() > 0) {
            out.println("Repair: " + repair.path("asked").asText() + " packets asked for, "
                    + repair.path("unicast").asText() + " sent again to consoles, " + repair.path("multicast").asText()
                    + " to groups, " + repair.path("unanswered").asText() + " not");
        }
        if (repair.path("reported_lost").asLong() + repair.path("residual_lost").asLong() > 0) {
            out.println("Consoles report " + repair.path("reported_lost").asText() + " packets lost on their way, and "
                    + repair.path("residual_lost").asText() + " missing for good");
        }
        if (repair.path("cached_segments").asLong() > 0) {
            out.println("On the interactive server's disks: " + repair.path("cached_segments").asText()
                    + " segments, as the groups brought them");
        }
        JsonNode served = set.path("interactive");
        if (!served.path("last").asText().isEmpty()) {
            out.println("Consoles of their own streams: " + served.path("here").asText() + " served by the interactive server, "
                    + served.path("directly").asText() + " directly, " + served.path("delivered_first").asText()
                    + " after a delivery. The last, " + Words.time(served.path("last_at")) + ", " + served.path("last").asText());
        }
    }

    @Command(name = "stop", description = "Stop a set.")
    int stop(@Parameters(paramLabel = "SET", description = "The set's first group.") String id) throws ChassisException {
        JsonNode reply = root.client().nvodStop(id);
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        out.flush();
        return 0;
    }
}
