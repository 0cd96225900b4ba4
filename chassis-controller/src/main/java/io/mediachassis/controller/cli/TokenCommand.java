package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl token}: tokens to play, by the operator's word. */
@Command(
        name = "token",
        description = "Tokens to play: issue, revoke, and the keys that sign them.",
        subcommands = TokenCommand.Keys.class)
final class TokenCommand {
    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    TokenCommand() {}

    @Command(name = "issue", description = "Print a token, for ?token= in URLs or Authorization: Bearer.")
    int issue(
            @Option(names = "--subscriber", paramLabel = "NAME", required = true, description = "Whose it is.") String subscriber,
            @Option(names = "--program", paramLabel = "ID",
                    description = "Good for this; repeated: these (default: all that the subscriber may play).")
                    @Nullable List<String> programs,
            @Option(names = "--valid", paramLabel = "T", converter = Span.class,
                    description = "For so long: 30m, 12h, 7d (default: as configured).")
                    @Nullable Duration valid,
            @Option(names = "--address", paramLabel = "A", description = "Good for this console's address alone.")
                    @Nullable String address)
            throws ChassisException {
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("subscriber", subscriber);
        if (programs != null) {
            ArrayNode list = order.putArray("programs");
            programs.forEach(list::add);
        }
        if (valid != null) {
            order.put("valid_s", valid.toSeconds());
        }
        if (address != null) {
            order.put("address", address);
        }
        JsonNode issued = root.client().post("/v1/tokens", order);
        say(root.json() ? issued.toPrettyString() : issued.path("token").asText());
        return 0;
    }

    @Command(name = "revoke", description = "Have a token refused everywhere, from 5 s on; what it plays ends.")
    int revoke(@Parameters(paramLabel = "TOKEN", description = "The token, or its id.") String token)
            throws ChassisException {
        JsonNode reply = root.client().post(
                "/v1/tokens/revoke", JsonNodeFactory.instance.objectNode().put("token", token));
        say(root.json() ? reply.toPrettyString() : reply.path("text").asText());
        return 0;
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    /** {@code chassisctl token keys}. */
    @Command(name = "keys", description = "The keys that sign tokens: list, rotate.")
    static final class Keys {
        @ParentCommand
        private TokenCommand tokens;

        // Set by picocli before a method runs.
        @SuppressWarnings("NullAway.Init")
        Keys() {}

        @Command(name = "list", description = "Which keys boards trust, and which one signs.")
        int list() throws ChassisException {
            return show(tokens.root.client().get("/v1/tokens/keys"));
        }

        @Command(name = "rotate", description = "Make a new key, which signs from 10 s on; tokens stay good.")
        int rotate(
                @Option(names = "--at-once",
                        description = "It signs now, and all tokens until now are worth nothing: for a key that was stolen.")
                        boolean atOnce)
                throws ChassisException {
            return show(tokens.root.client().post(
                    "/v1/tokens/keys/rotate", JsonNodeFactory.instance.objectNode().put("at_once", atOnce)));
        }

        private int show(JsonNode json) {
            PrintWriter out = tokens.spec.commandLine().getOut();
            if (tokens.root.json()) {
                out.println(json.toPrettyString());
            } else {
                Table table = new Table("KEY", "SIGNS", "FROM", "TRUSTED UNTIL");
                for (JsonNode key : json.path("keys")) {
                    table.row(
                            key.path("id").asText(),
                            key.path("signs").asBoolean() ? "yes" : "-",
                            Words.time(key.path("signs_from")),
                            key.path("trusted_until").isMissingNode() ? "-" : Words.time(key.path("trusted_until")));
                }
                table.print(out, tokens.root.terminal().colours());
            }
            out.flush();
            return 0;
        }
    }
}
