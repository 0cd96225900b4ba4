package io.mediachassis.controller.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl metadata}: what the meta data server knows. */
@Command(
        name = "metadata",
        description = "The meta data server: owners of media, their servers and files, programs made of these.",
        subcommands = {MetadataCommand.Owners.class, MetadataCommand.Servers.class, MetadataCommand.MediaFiles.class,
            MetadataCommand.Programs.class})
final class MetadataCommand {
    private static final int FILES_AT_ONCE = 50;
    /** An order has 64 KiB at most. */
    private static final int BYTES_AT_ONCE = 24 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    MetadataCommand() {}

    @Command(name = "export", description = "Write all files (CSV), or everything but keys (JSON), to standard output or a file.")
    int export(
            @Option(names = "--csv", description = "As CSV: the files alone, a column for each item.") boolean csv,
            @Parameters(paramLabel = "FILE", arity = "0..1") @Nullable Path to)
            throws ChassisException, IOException {
        ArrayNode files = allFiles();
        String text = MetadataTable.csv(files);
        if (!csv) {
            ObjectNode all = object();
            all.set("owners", get("owners"));
            all.set("servers", get("servers"));
            all.set("files", files);
            all.set("programs", get("programs"));
            text = all.toPrettyString() + "\n";
        }
        if (to == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(to, text);
        }
        return 0;
    }

    private JsonNode get(String what) throws ChassisException {
        return root.client().get("/v1/metadata/" + what).path(what);
    }

    private ArrayNode allFiles() throws ChassisException {
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        JsonNode page = get("files");
        while (!page.isEmpty()) {
            page.forEach(files::add);
            String last = page.get(page.size() - 1).path("id").asText();
            page = root.client().get("/v1/metadata/files?after=" + Words.inPath(last)).path("files");
        }
        return files;
    }

    @Command(name = "import", description = {
        "Take owners, servers, files and programs from JSON, or files from CSV (a name that ends in .csv), as export writes"
            + " them. Nothing is asked of the servers: it is the operator's word that the files are there.",
        "A few files go at a time; what was taken when one is refused stays."})
    int take(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--replace", description = "Take the place of what has the same id.") boolean replace,
            @Option(names = "--approve", description = "Make servers that nobody has the owners' of the files on them.")
                    boolean approve)
            throws ChassisException {
        JsonNode all = read(file);
        send(all, "owners", replace, approve, Integer.MAX_VALUE);
        send(all, "servers", replace, approve, 50);
        send(all, "files", replace, approve, FILES_AT_ONCE);
        send(all, "programs", replace, approve, 1);
        say(Words.count(all.path("files").size(), "file") + " and " + Words.count(all.path("programs").size(), "program")
                + " are imported");
        return 0;
    }

    private static JsonNode read(Path file) throws ChassisException {
        try {
            String text = Files.readString(file);
            if (!file.toString().endsWith(".csv")) {
                return JSON.readTree(text);
            }
            ObjectNode all = object();
            all.set("files", MetadataTable.files(text));
            return all;
        } catch (JsonProcessingException e) {
            throw new ChassisException(file + " is no JSON: " + e.getOriginalMessage(), "chassisctl metadata export shows the form", 0);
        } catch (IOException | IllegalArgumentException e) {
            throw new ChassisException(file + " can't be read: " + e.getMessage(), "chassisctl metadata export --csv shows the form", 0);
        }
    }

    private void send(JsonNode all, String what, boolean replace, boolean approve, int atOnce) throws ChassisException {
        JsonNode list = all.path(what);
        for (int from = 0; from < list.size(); ) {
            ObjectNode order = object().put("replace", replace).put("approve", approve);
            ArrayNode some = order.putArray(what);
            for (int size = 0; from < list.size() && some.size() < atOnce && size < BYTES_AT_ONCE; ) {
                size += list.get(from).toString().length();
                some.add(list.get(from++));
            }
            root.client().post("/v1/metadata/import", order);
        }
    }

    @Command(name = "history", description = "What a subscriber's devices were given of which programs.")
    int history(@Parameters(paramLabel = "SUBSCRIBER") String name) throws ChassisException {
        JsonNode json = root.client().get("/v1/metadata/histories/" + Words.inPath(name));
        Table table = new Table("DEVICE", "PROGRAM", "FILE", "OUTCOME", ">BYTES");
        json.path("histories").forEach(history -> history.path("past").forEach(past -> table.row(
                history.path("device").asText(), history.path("program").asText(), past.path("file").asText(),
                past.path("outcome").asText(), past.path("bytes").asText())));
        return show(json, table, "Nothing was given to " + name);
    }

    private int show(JsonNode json, Table table, String none) {
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else if (table.isEmpty()) {
            out.println(none);
        } else {
            table.print(out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }

    private int post(String path, ObjectNode body) throws ChassisException {
        JsonNode reply = root.client().post("/v1/metadata/" + path, body);
        say(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        return 0;
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String joined(JsonNode list) {
        StringBuilder text = new StringBuilder();
        list.forEach(one -> text.append(text.length() == 0 ? "" : ", ").append(one.asText()));
        return text.toString();
    }

    /** {@code chassisctl metadata owner}. */
    @Command(name = "owner", description = "Subscribers who may register media files of their own.")
    static final class Owners {
        @ParentCommand
        private MetadataCommand metadata;

        @SuppressWarnings("NullAway.Init")
        Owners() {}

        @Command(name = "add", description = "Make a subscriber an owner of media: chassisctl subscriber add NAME first.")
        int add(
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--title", paramLabel = "T", defaultValue = "", description = "For people.") String title)
                throws ChassisException {
            return metadata.post("owners", object().put("name", name).put("title", title));
        }

        @Command(name = "list", description = "All owners.")
        int list() throws ChassisException {
            JsonNode json = metadata.root.client().get("/v1/metadata/owners");
            Table table = new Table("NAME", "TITLE");
            json.path("owners").forEach(one -> table.row(one.path("name").asText(), one.path("title").asText()));
            return metadata.show(json, table, "No owners. Add one: chassisctl metadata owner add NAME");
        }

        @Command(name = "remove", description = "Remove an owner who has no files, with his servers.")
        int remove(@Parameters(paramLabel = "NAME") String name) throws ChassisException {
            return metadata.post("owners/" + Words.inPath(name) + "/remove", object());
        }
    }

    /** {@code chassisctl metadata server}. */
    @Command(name = "server", description = "File servers of the owners.")
    static final class Servers {
        @ParentCommand
        private MetadataCommand metadata;

        @SuppressWarnings("NullAway.Init")
        Servers() {}

        @Command(name = "list", description = "All, whose they are, and how they do.")
        int list() throws ChassisException {
            JsonNode json = metadata.root.client().get("/v1/metadata/servers");
            Table table = new Table("ADDRESS", "OWNER", "STANDING", "HEALTH", "FAULT");
            json.path("servers").forEach(one -> table.row(one.path("address").asText(),
                    one.path("owner").asText() + (one.path("shared").asBoolean() ? " (shared)" : ""),
                    one.path("standing").asText(), one.path("health").asText(), Words.orDash(one.path("fault"))));
            return metadata.show(json, table, "No servers. Owners register them, or: chassisctl metadata server approve");
        }

        @Command(name = "approve", description = "Vouch that a server is an owner's, without the proof that he can put there.")
        int approve(
                @Parameters(paramLabel = "OWNER") String owner,
                @Parameters(paramLabel = "ADDRESS", description = "As http://media.example.org:8080 or udp://239.1.1.1:5000.")
                        String address,
                @Option(names = "--shared", description = "Files of all owners may lie there.") boolean shared)
                throws ChassisException {
            return metadata.post("servers", object().put("owner", owner).put("address", address).put("shared", shared));
        }

        @Command(name = "remove", description = "Take a server on which no files lie from its owner.")
        int remove(@Parameters(paramLabel = "OWNER") String owner, @Parameters(paramLabel = "ADDRESS") String address)
                throws ChassisException {
            return metadata.post("servers/remove", object().put("owner", owner).put("address", address));
        }
    }

    /** {@code chassisctl metadata file}. */
    @Command(name = "file", description = "Media files, as the owners registered them.")
    static final class MediaFiles {
        @ParentCommand
        private MetadataCommand metadata;

        @SuppressWarnings("NullAway.Init")
        MediaFiles() {}

        @Command(name = "list", description = "All files.")
        int list() throws ChassisException {
            ObjectNode json = object();
            json.set("files", metadata.allFiles());
            Table table = new Table("ID", "ACCOUNT", "TITLE", "PRIMARY", ">ALTERNATES", ">BYTES");
            json.path("files").forEach(one -> table.row(one.path("id").asText(), one.path("account").asText(),
                    Words.orDash(one.path("title")), one.path("primary_address").asText(),
                    String.valueOf(one.path("alternate_addresses").size()), one.path("bytes").asText()));
            return metadata.show(json, table, "No media files. Owners register them, or: chassisctl metadata import FILE");
        }

        @Command(name = "show", description = "All that is told of a file.")
        int show(@Parameters(paramLabel = "ID") String id) throws ChassisException {
            JsonNode json = metadata.root.client().get("/v1/metadata/files/" + Words.inPath(id));
            Table table = new Table("ITEM", "VALUE");
            json.properties().forEach(item -> table.row(item.getKey(),
                    item.getValue().isArray() ? joined(item.getValue()) : item.getValue().asText()));
            return metadata.show(json, table, "");
        }

        @Command(name = "remove", description = "Remove a file, from all programs too.")
        int remove(@Parameters(paramLabel = "ID") String id) throws ChassisException {
            return metadata.post("files/" + Words.inPath(id) + "/remove", object());
        }
    }

    /** {@code chassisctl metadata program}. */
    @Command(name = "program", description = "Programs: ordered lists of media files.")
    static final class Programs {
        @ParentCommand
        private MetadataCommand metadata;

        @SuppressWarnings("NullAway.Init")
        Programs() {}

        @Command(name = "add", description = "Make a program.")
        int add(
                @Parameters(paramLabel = "ID") String id,
                @Parameters(paramLabel = "FILE", arity = "1..*", description = "Media files, in their order.") List<String> files,
                @Option(names = "--title", paramLabel = "T", defaultValue = "", description = "For people.") String title)
                throws ChassisException {
            return metadata.post("programs", program(id, title, files));
        }

        @Command(name = "set", description = "Give a program other files, or another order.")
        int set(
                @Parameters(paramLabel = "ID") String id,
                @Parameters(paramLabel = "FILE", arity = "0..*", description = "Media files, in their order.")
                        @Nullable List<String> files,
                @Option(names = "--title", paramLabel = "T", defaultValue = "", description = "For people.") String title)
                throws ChassisException {
            return metadata.post("programs/" + Words.inPath(id), program(id, title, files == null ? List.of() : files));
        }

        private static ObjectNode program(String id, String title, List<String> files) {
            ObjectNode program = object().put("id", id).put("title", title);
            ArrayNode list = program.putArray("files");
            files.forEach(list::add);
            return program;
        }

        @Command(name = "list", description = "All programs.")
        int list() throws ChassisException {
            JsonNode json = metadata.root.client().get("/v1/metadata/programs");
            Table table = new Table("ID", "TITLE", ">FILES");
            json.path("programs").forEach(one -> table.row(one.path("id").asText(), Words.orDash(one.path("title")),
                    String.valueOf(one.path("files").size())));
            return metadata.show(json, table, "No programs. Make one: chassisctl metadata program add ID FILE...");
        }

        @Command(name = "show", description = "A program's files, in their order.")
        int show(@Parameters(paramLabel = "ID") String id) throws ChassisException {
            JsonNode json = metadata.root.client().get("/v1/metadata/programs/" + Words.inPath(id));
            Table table = new Table(">NUMBER", "FILE");
            for (int i = 0; i < json.path("files").size(); i++) {
                table.row(String.valueOf(i + 1), json.path("files").get(i).asText());
            }
            return metadata.show(json, table, "Program " + id + " has no files");
        }

        @Command(name = "remove", description = "Remove a program; its files stay.")
        int remove(@Parameters(paramLabel = "ID") String id) throws ChassisException {
            return metadata.post("programs/" + Words.inPath(id) + "/remove", object());
        }
    }
}
