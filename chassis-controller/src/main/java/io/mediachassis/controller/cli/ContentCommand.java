package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl content}: what is downloaded from providers, and when it is published. */
@Command(
        name = "content",
        description = "Contents: downloaded from their providers, published in their time, withdrawn.")
final class ContentCommand {
    private static final String WHEN = "\"2027-01-31 20:00\" (here), 2027-01-31T20:00+01:00 or ready";

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    ContentCommand() {}

    @Command(name = "list", description = "All contents, their states, and how their transfers go.")
    int list() throws ChassisException {
        JsonNode json = root.client().get("/v1/contents");
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table("CONTENT", "TITLE", "STATE", "COPIES", "PUBLISH", "EXPIRES");
            for (JsonNode content : json.path("contents")) {
                table.row(
                        content.path("id").asText(), content.path("title").asText(), state(content), copies(content),
                        when(content.path("publish_at").asText()),
                        content.has("expires_at") ? Words.time(content.path("expires_at")) : "-");
            }
            if (table.isEmpty()) {
                out.println("No contents. Add one: chassisctl content add http://provider/film.ts --title T");
            } else {
                table.print(out, root.terminal().colours());
            }
        }
        out.flush();
        return 0;
    }

    @Command(name = "show", description = "One content, with all that is said of it.")
    int show(@Parameters(paramLabel = "ID") String id) throws ChassisException {
        return told(root.client().get(path(id)));
    }

    @Command(name = "add", description = "Have a content downloaded from its provider into the station.")
    int add(
            @Parameters(paramLabel = "SOURCE", description = "http:, https:, ftp: or file: URL, a path on the"
                    + " controller, or a live stream to be recorded: udp://@GROUP:PORT, rtp:, rtsp:.")
                    String source,
            @Option(names = "--title", paramLabel = "T", required = true, description = "Its title.") String title,
            @Option(names = "--id", paramLabel = "ID", description = "Of the program (default: made from the title).")
                    @Nullable String id,
            @Option(names = "--at", paramLabel = "TIME", defaultValue = "later",
                    description = "Publish then: " + WHEN + " (default: nobody has said yet).") String at,
            @Option(names = "--expires", paramLabel = "TIME", description = "Withdraw it then.") @Nullable String expires,
            @Option(names = "--copies", paramLabel = "N", defaultValue = "0",
                    description = "Of each segment, before it is ready (default: as configured).") int copies,
            @Option(names = "--meta", paramLabel = "KEY=VALUE", description = "Something about it; repeated.")
                    @Nullable Map<String, String> metadata,
            @Option(names = "--for", paramLabel = "T", converter = Span.class,
                    description = "Record a live stream so long, from now on: 90s, 30m, 2h.")
                    @Nullable Duration length,
            @Mixin DistributionOptions distribution,
            @Option(names = "--draft", description = "Don't begin yet: chassisctl content start does.") boolean draft)
            throws ChassisException {
        ObjectNode order = JsonNodeFactory.instance.objectNode()
                .put("source", address(source))
                .put("title", title)
                .put("publish_at", time(at))
                .put("copies", copies)
                .put("start", !draft);
        if (id != null) {
            order.put("id", id);
        }
        if (expires != null) {
            order.put("expires_at", time(expires));
        }
        if (length != null) {
            order.put("record_s", Math.max(1, length.toSeconds()));
        }
        if (distribution.given()) {
            order.set("distribution", distribution.json());
        }
        if (metadata != null) {
            ObjectNode said = order.putObject("metadata");
            metadata.forEach(said::put);
        }
        return told(root.client().post("/v1/contents", order));
    }

    @Command(name = "start", description = "Begin with a draft, or try again what failed.")
    int start(@Parameters(paramLabel = "ID") String id) throws ChassisException {
        return told(root.client().post(path(id) + "/start", JsonNodeFactory.instance.objectNode()));
    }

    @Command(name = "publish", description = "Say when a content is to be published, and until when.")
    int publish(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--at", paramLabel = "TIME", defaultValue = "ready",
                    description = WHEN + " (default: as soon as it is ready).") String at,
            @Option(names = "--expires", paramLabel = "TIME", description = "Withdraw it then; never: don't.")
                    @Nullable String expires)
            throws ChassisException {
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("at", time(at));
        if (expires != null) {
            order.put("expires_at", time(expires));
        }
        return told(root.client().post(path(id) + "/publish", order));
    }

    @Command(name = "distribute", description = "Say to which other stations a content goes before anybody asks for it there; "
            + "none: they fetch it once a console asks.")
    int distribute(@Parameters(paramLabel = "ID") String id, @Mixin DistributionOptions distribution)
            throws ChassisException {
        if (!distribution.given()) {
            throw new ChassisException("nothing is said of how", "--stations all, --stations north,south or --stations none", 0);
        }
        return told(root.client().post(path(id) + "/distribute", distribution.json()));
    }

    @Command(name = "withdraw", description = "Take a content back: consoles are refused, and every copy is removed.")
    int withdraw(@Parameters(paramLabel = "ID") String id) throws ChassisException {
        return told(root.client().post(path(id) + "/withdraw", JsonNodeFactory.instance.objectNode()));
    }

    @Command(name = "forget", description = "Take what was withdrawn or failed off the list; its id is free again.")
    int forget(@Parameters(paramLabel = "ID") String id) throws ChassisException {
        JsonNode reply = root.client().post(path(id) + "/forget", JsonNodeFactory.instance.objectNode());
        say(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        return 0;
    }

    private int told(JsonNode content) {
        if (root.json()) {
            say(content.toPrettyString());
            return 0;
        }
        StringBuilder text = new StringBuilder(content.path("id").asText())
                .append(" (").append(content.path("title").asText()).append("): ").append(state(content))
                .append("\n  from      ").append(content.path("source").asText())
                .append("\n  publish   ").append(when(content.path("publish_at").asText()))
                .append("\n  copies    ").append(copies(content));
        if (content.has("expires_at")) {
            text.append("\n  expires   ").append(Words.time(content.path("expires_at")));
        }
        for (JsonNode station : content.path("stations")) {
            text.append("\n  ").append(station(station));
        }
        content.path("metadata").properties().forEach(
                entry -> text.append("\n  ").append(entry.getKey()).append(": ").append(entry.getValue().asText()));
        say(text.toString());
        return 0;
    }

    /** "transferring 42 %, 12 MB/s, 30 s left", "failed: why". */
    private static String state(JsonNode content) {
        String state = content.path("state").asText();
        JsonNode transfer = content.path("transfer");
        if (transfer.has("total") && transfer.path("total").asLong() > 0) {
            state += String.format(" %.0f %%, %s/s", 100.0 * transfer.path("bytes").asLong() / transfer.path("total").asLong(),
                    Words.bytes(transfer.path("rate_bps").asLong() / 8.0));
            state += transfer.has("left_s") ? ", " + Words.duration(transfer.path("left_s").asDouble()) + " left" : "";
        } else if (transfer.path("bytes").asLong() > 0) {
            state += String.format(" %s, %s/s", Words.bytes(transfer.path("bytes").asDouble()),
                    Words.bytes(transfer.path("rate_bps").asLong() / 8.0));
            state += content.has("record_s") ? " of " + Words.duration(content.path("record_s").asDouble()) : "";
        }
        return content.has("error") ? state + ": " + content.path("error").asText() : state;
    }

    /** "south: 12 of 40 segments, 35 s left". */
    private static String station(JsonNode station) {
        String text = station.path("station").asText() + ": " + station.path("segments").asInt() + " of "
                + station.path("total").asInt() + " segments";
        text += station.path("another_program").asBoolean()
                ? ", and another program by this id (chassisctl registry check)" : "";
        text += station.has("left_s") ? ", " + Words.duration(station.path("left_s").asDouble()) + " left" : "";
        return station.path("alive").asBoolean() ? text : text + ", silent";
    }

    private static String copies(JsonNode content) {
        return content.path("least_copies").asInt() + " of " + content.path("copies").asInt();
    }

    private static String when(String at) {
        return switch (at) {
            case "ready" -> "when it is ready";
            case "later" -> "-";
            default -> Words.time(JsonNodeFactory.instance.textNode(at));
        };
    }

    private static String address(String source) {
        return source.startsWith("/") ? Path.of(source).toUri().toString() : source;
    }

    /** A time without a zone is one of this machine's. */
    private static String time(String text) throws ChassisException {
        if (text.equals("ready") || text.equals("later") || text.equals("never")) {
            return text;
        }
        String iso = text.strip().replace(' ', 'T');
        try {
            return ZonedDateTime.parse(iso).toString();
        } catch (DateTimeException withoutZone) {
            try {
                return LocalDateTime.parse(iso).atZone(ZoneId.systemDefault()).toOffsetDateTime().toString();
            } catch (DateTimeException e) {
                throw new ChassisException("'" + text + "' is no time", "write " + WHEN, 0);
            }
        }
    }

    private static String path(String id) {
        return "/v1/contents/" + Words.inPath(id);
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
