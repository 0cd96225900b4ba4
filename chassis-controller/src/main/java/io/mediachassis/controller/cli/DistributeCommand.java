package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl distribute}: a stream taken in and sent onward, to each recipient behind an offset of its own. */
@Command(
        name = "distribute",
        description = "Distribution: one stream is taken in, stored, and sent onward to several recipients, each time behind "
                + "an offset.",
        synopsisSubcommandLabel = "COMMAND")
final class DistributeCommand {
    /** What is behind a recipient comes in any order, once each, as content servers may write it. */
    private static final Pattern ONWARD = Pattern.compile("(?!.*offset=.*offset=|.*loops=.*loops=)([^;]+)"
            + "(?:;\\s*(?:offset=(?<offset>\\d{1,6}(?:\\.\\d{1,3})?)|loops=(?<loops>forever|\\d{1,7}))\\s*){0,2}");
    private static final Set<String> SILENT = Set.of("wait", "fill", "end");

    /** Which distribution a command is about. */
    static final class Which {
        @Parameters(paramLabel = "NAME", description = "The distribution's name.")
        private String id = "";

        @Option(names = "--blade", paramLabel = "SLOT", description = "Where several blades have that name.")
        private int slot;
    }

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    DistributeCommand() {}

    @Command(name = "start", description = "Take a stream in and send it onward.")
    int start(
            @Parameters(paramLabel = "INPUT", description = "udp://@GROUP:PORT, udp://@:PORT (to the blade's own address), "
                    + "rtp:// likewise, rtsp://... or http://... to pull, or push: a PUT to /distribute/NAME.") String input,
            @Option(names = "--to", paramLabel = "ONWARD",
                    description = "udp://ADDRESS:PORT or rtp://ADDRESS:PORT, with ;offset=SECONDS and ;loops=N or "
                            + ";loops=forever behind it; may be given several times.") List<String> to,
            @Option(names = "--name", paramLabel = "NAME", description = "Its name (default: a free one).") String name,
            @Option(names = "--blade", paramLabel = "SLOT", description = "Which blade does so (default: the least busy).")
                    int slot,
            @Option(names = "--when-silent", paramLabel = "W",
                    description = "wait, fill (with null packets) or end (default: as configured).") String whenSilent,
            @Option(names = "--silent-after", paramLabel = "T", converter = Span.class,
                    description = "When the input counts as silent: 1s, 500ms.")
                    @Nullable Duration silentAfter,
            @Option(names = "--give-up-after", paramLabel = "T", converter = Span.class,
                    description = "When silence ends it, with end.")
                    @Nullable Duration giveUpAfter,
            @Option(names = "--title", paramLabel = "TITLE",
                    description = "Publish what was received under this title at its end.") String title)
            throws ChassisException {
        if (whenSilent != null && !SILENT.contains(whenSilent)) {
            throw new ParameterException(spec.commandLine(), "--when-silent takes wait, fill or end, not " + whenSilent);
        }
        ObjectNode order = JsonNodeFactory.instance.objectNode()
                .put("input", input)
                .put("slot", slot)
                .put("silent_s", silentAfter == null ? 0 : Span.seconds(silentAfter))
                .put("give_up_s", giveUpAfter == null ? 0 : Span.seconds(giveUpAfter));
        put(order, "id", name);
        put(order, "when_silent", whenSilent);
        put(order, "title", title);
        ArrayNode onward = order.putArray("onward");
        for (String each : to == null ? List.<String>of() : to) {
            onward.add(onward(each));
        }
        JsonNode reply = root.client().distributeStart(order);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(reply.toPrettyString());
        } else {
            out.println(reply.path("text").asText() + ", on the blade in slot "
                    + reply.path("distribution").path("slot").asText());
        }
        out.flush();
        return 0;
    }

    private static void put(ObjectNode order, String key, String value) {
        if (value != null) {
            order.put(key, value);
        }
    }

    private ObjectNode onward(String text) {
        Matcher m = ONWARD.matcher(text);
        if (!m.matches()) {
            throw new ParameterException(
                    spec.commandLine(), "--to takes a recipient such as udp://192.0.2.7:5000;offset=30;loops=2, not " + text);
        }
        ObjectNode onward = JsonNodeFactory.instance.objectNode().put("target", m.group(1).strip());
        if (m.group("offset") != null) {
            onward.put("offset_s", Double.parseDouble(m.group("offset")));
        }
        String loops = m.group("loops");
        if ("forever".equals(loops)) {
            onward.put("loops", loops);
        } else if (loops != null) {
            onward.put("loops", Integer.parseInt(loops));
        }
        return onward;
    }

    @Command(name = "list", description = "Every distribution: its input, what is stored, how many streams go onward.")
    int list() throws ChassisException {
        JsonNode json = root.client().get("/v1/distributions");
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table(
                    "NAME", "BLADE", "INPUT", "STATE", ">LENGTH", ">RATE", ">STORED", ">ONWARD", ">STALLS", "TROUBLE");
            for (JsonNode each : json.path("distributions")) {
                table.row(
                        each.path("id").asText(),
                        "slot " + each.path("slot").asText(),
                        each.path("input").asText(),
                        each.path("state").asText(),
                        Words.duration(each.path("duration_s").asDouble()),
                        Words.bitRate(each.path("bit_rate").asDouble()),
                        Words.bytes(each.path("stored_bytes").asDouble()),
                        Integer.toString(each.path("onward").size()),
                        each.path("stalls").asText(),
                        each.path("trouble").asText().isEmpty() ? "-" : each.path("trouble").asText());
            }
            if (table.isEmpty()) {
                out.println("No distributions. Start one: chassisctl distribute start udp://@239.1.1.1:5000 "
                        + "--to 'udp://192.0.2.7:5000;offset=30'");
            } else {
                table.print(out, root.terminal().colours());
            }
        }
        out.flush();
        return 0;
    }

    @Command(name = "show", description = "One distribution, stream by stream.")
    int show(@Mixin Which which) throws ChassisException {
        JsonNode found = root.client().distribution(slotOf(which), which.id);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(found.toPrettyString());
        } else {
            out.println(found.path("input").asText() + ", " + found.path("state").asText() + ", "
                    + Words.duration(found.path("duration_s").asDouble()) + " so far");
            if (!found.path("trouble").asText().isEmpty()) {
                out.println("Trouble: " + found.path("trouble").asText());
            }
            Table table = new Table("TO", ">OFFSET", "LOOPS", "STATE", ">PLAYS", ">POSITION", ">PACKETS");
            for (JsonNode stream : found.path("onward")) {
                table.row(
                        stream.path("target").asText(),
                        Words.duration(stream.path("offset_s").asDouble()),
                        stream.path("loops").asText(),
                        stream.path("state").asText(),
                        stream.path("plays").asText(),
                        Words.duration(stream.path("position_s").asDouble()),
                        stream.path("packets").asText());
            }
            table.print(out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }

    @Command(name = "stop", description = "Stop a distribution; what it stored goes.")
    int stop(@Mixin Which which) throws ChassisException {
        JsonNode reply = root.client().distributeStop(slotOf(which), which.id);
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        out.flush();
        return 0;
    }

    private int slotOf(Which which) throws ChassisException {
        if (which.slot != 0) {
            return which.slot;
        }
        String id = which.id;
        int found = 0;
        for (JsonNode each : root.client().get("/v1/distributions").path("distributions")) {
            if (each.path("id").asText().equals(id)) {
                if (found != 0) {
                    throw new ParameterException(spec.commandLine(), "several blades have a distribution " + id
                            + "; name one with --blade");
                }
                found = each.path("slot").asInt();
            }
        }
        if (found == 0) {
            throw new ParameterException(
                    spec.commandLine(), "there is no distribution " + id + "; chassisctl distribute list shows them");
        }
        return found;
    }
}
