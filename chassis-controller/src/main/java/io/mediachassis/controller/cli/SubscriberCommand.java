package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl subscriber}: who may log in and play. */
@Command(name = "subscriber", description = "Subscribers, who log in for tokens to play: add, list, change, remove.")
final class SubscriberCommand {
    private static final int PASSWORD_BYTES = 12;

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    SubscriberCommand() {}

    @Command(name = "add", description = "Add a subscriber. Without --password one is made and shown.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--password", interactive = true, arity = "0..1", paramLabel = "P",
                    description = "Its password, 8 characters or more; asked for when P is left out.")
                    @Nullable String password,
            @Option(names = "--no-password", description = "It logs in by API key alone.") boolean none,
            @Option(names = "--program", paramLabel = "ID", description = "May play this; repeated: these (default: all).")
                    @Nullable List<String> programs)
            throws ChassisException {
        String made = none ? "" : password == null ? newPassword() : password;
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("name", name).put("password", made);
        if (programs != null) {
            ArrayNode list = order.putArray("programs");
            programs.forEach(list::add);
        }
        return told(root.client().post("/v1/subscribers", order), password == null && !none ? made : null);
    }

    /** @param made a password that nobody has seen yet */
    private int told(JsonNode reply, @Nullable String made) {
        if (root.json()) {
            ObjectNode json = reply.deepCopy();
            say((made == null ? json : json.put("password", made)).toPrettyString());
        } else {
            say(reply.path("text").asText() + (made == null ? "" : "; password: " + made));
        }
        return 0;
    }

    @Command(name = "list", description = "All subscribers.")
    int list() throws ChassisException {
        JsonNode json = root.client().get("/v1/subscribers");
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table("NAME", "PROGRAMS", "PASSWORD", "API KEYS", "MADE");
            for (JsonNode one : json.path("subscribers")) {
                List<String> programs = new ArrayList<>();
                one.path("programs").forEach(program -> programs.add(program.asText()));
                List<String> keys = new ArrayList<>();
                one.path("api_keys").forEach(key -> keys.add(
                        key.path("id").asText() + (key.path("label").asText().isEmpty() ? "" : " (" + key.path("label").asText() + ")")));
                table.row(
                        one.path("name").asText(),
                        programs.isEmpty() ? "all" : String.join(", ", programs),
                        one.path("password").asBoolean() ? "yes" : "-",
                        keys.isEmpty() ? "-" : String.join(", ", keys),
                        Words.time(one.path("made")));
            }
            if (table.isEmpty()) {
                out.println("No subscribers. Add one: chassisctl subscriber add NAME");
            } else {
                table.print(out, root.terminal().colours());
            }
        }
        out.flush();
        return 0;
    }

    @Command(name = "remove", description = "Remove a subscriber; all tokens are revoked.")
    int remove(@Parameters(paramLabel = "NAME") String name) throws ChassisException {
        return order(path(name) + "/remove", JsonNodeFactory.instance.objectNode());
    }

    @Command(name = "password", description = "Change a password; all tokens so far are revoked.")
    int password(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--password", interactive = true, arity = "0..1", paramLabel = "P",
                    description = "The new one; asked for when P is left out, made and shown without --password.")
                    @Nullable String password)
            throws ChassisException {
        String made = password == null ? newPassword() : password;
        JsonNode reply = root.client().post(
                path(name) + "/password", JsonNodeFactory.instance.objectNode().put("password", made));
        return told(reply, password == null ? made : null);
    }

    @Command(name = "add-key", description = "Make an API key, which programs log in with; it is shown this once.")
    int addKey(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--label", paramLabel = "L", defaultValue = "", description = "For people.") String label)
            throws ChassisException {
        JsonNode key = root.client().post(
                path(name) + "/api-keys", JsonNodeFactory.instance.objectNode().put("label", label));
        say(root.json() ? key.toPrettyString() : key.path("secret").asText());
        return 0;
    }

    @Command(name = "remove-key", description = "Take an API key back.")
    int removeKey(@Parameters(paramLabel = "NAME") String name, @Parameters(paramLabel = "KEY") String id)
            throws ChassisException {
        return order(path(name) + "/api-keys/" + id + "/remove", JsonNodeFactory.instance.objectNode());
    }

    @Command(name = "revoke", description = "Revoke all tokens of a subscriber.")
    int revoke(@Parameters(paramLabel = "NAME") String name) throws ChassisException {
        return order(path(name) + "/revoke", JsonNodeFactory.instance.objectNode());
    }

    private static String path(String name) {
        return "/v1/subscribers/" + Words.inPath(name);
    }

    private static String newPassword() {
        byte[] some = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(some);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    }

    private int order(String path, ObjectNode body) throws ChassisException {
        return told(root.client().post(path, body), null);
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
