package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.headend.auth.AuthDesk;
import io.mediachassis.controller.headend.auth.AuthDesk.KeyState;
import io.mediachassis.controller.headend.auth.AuthDesk.Subscriber;
import io.mediachassis.controller.headend.auth.AuthRefusal;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribers, tokens and keys, as the operator orders. On the event loop. */
final class AuthOrders {
    private static final Logger LOG = LoggerFactory.getLogger(AuthOrders.class);
    private static final int MAX_PROGRAMS = 64;
    private static final int MAX_TEXT = 4096;
    private static final int MAX_AUDITED = 1000;

    private final AuthDesk desk;

    AuthOrders(AuthDesk desk) {
        this.desk = desk;
    }

    void subscribers(RoutingContext ctx) {
        answer(ctx, 200, desk.subscribers(), all -> {
            ObjectNode json = UnitJson.NODES.objectNode();
            ArrayNode list = json.putArray("subscribers");
            all.forEach(subscriber -> list.add(json(subscriber)));
            return json;
        });
    }

    void add(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        String name = text(body, "name");
        answer(ctx, 201, desk.add(name, text(body, "password"), programs(body)),
                done -> said("Subscriber " + name + " is there"));
    }

    void remove(RoutingContext ctx) {
        String name = ctx.pathParam("name");
        answer(ctx, 200, desk.remove(name), done -> said("Subscriber " + name + " and all tokens are gone"));
    }

    void password(RoutingContext ctx) {
        String name = ctx.pathParam("name");
        answer(ctx, 200, desk.password(name, text(Orders.body(ctx), "password")),
                done -> said("The password of " + name + " is changed, and all tokens so far are revoked"));
    }

    void addApiKey(RoutingContext ctx) {
        answer(ctx, 201, desk.addApiKey(ctx.pathParam("name"), text(Orders.body(ctx), "label")), key ->
                UnitJson.NODES.objectNode().put("id", key.id()).put("secret", key.secret()));
    }

    void removeApiKey(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        answer(ctx, 200, desk.removeApiKey(ctx.pathParam("name"), id), done -> said("API key " + id + " is gone"));
    }

    void revokeAll(RoutingContext ctx) {
        String name = ctx.pathParam("name");
        answer(ctx, 200, desk.revokeAllOf(name), done -> said("All tokens of " + name + " are revoked"));
    }

    void issue(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        Optional<AuthDesk.Wish> wish = wish(ctx, body);
        if (wish.isPresent()) {
            answer(ctx, 201, desk.issue(text(body, "subscriber"), wish.get()), AuthOrders::json);
        }
    }

    void revoke(RoutingContext ctx) {
        answer(ctx, 200, desk.revoke(text(Orders.body(ctx), "token")), id -> said("Token " + id + " is revoked"));
    }

    void keys(RoutingContext ctx) {
        answer(ctx, 200, desk.keys(), AuthOrders::json);
    }

    void rotate(RoutingContext ctx) {
        answer(ctx, 200, desk.rotate(Orders.body(ctx).path("at_once").asBoolean(false)), AuthOrders::json);
    }

    void audit(RoutingContext ctx) {
        int limit = ctx.queryParam("limit").stream()
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .findFirst()
                .orElse(100);
        answer(ctx, 200, desk.audited(Math.min(MAX_AUDITED, limit)), entries -> {
            ObjectNode json = UnitJson.NODES.objectNode();
            ArrayNode list = json.putArray("audit");
            entries.forEach(entry -> list.addObject()
                    .put("number", entry.number())
                    .put("at", entry.at().toString())
                    .put("kind", entry.kind())
                    .put("subscriber", entry.subscriber())
                    .put("client", entry.client())
                    .put("text", entry.text()));
            return json;
        });
    }

    // ---- shared with consoles' log-in ------------------------------------------------------------------------------

    /** What a token is wanted for; empty when it can't be read, which is answered here. */
    static Optional<AuthDesk.Wish> wish(RoutingContext ctx, JsonNode body) {
        String address = text(body, "address");
        if (!address.isEmpty() && !address.matches("[0-9A-Fa-f.:]{2,45}")) {
            Replies.error(ctx, 400, "address is a numeric address", "for example 192.0.2.7");
            return Optional.empty();
        }
        try {
            Optional<Duration> valid = body.path("valid_s").isNumber()
                    ? Optional.of(Duration.ofSeconds(body.path("valid_s").asLong())) : Optional.empty();
            return Optional.of(new AuthDesk.Wish(
                    programs(body), address.isEmpty() ? Optional.empty() : Optional.of(address), valid));
        } catch (ArithmeticException | DateTimeException e) {
            Replies.error(ctx, 400, "valid_s is a number of seconds", "for example 43200");
            return Optional.empty();
        }
    }

    static String text(JsonNode body, String field) {
        String text = body.path(field).asText("");
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    private static Set<String> programs(JsonNode body) {
        Set<String> programs = new TreeSet<>();
        for (JsonNode program : body.path("programs")) {
            // One more than may be is enough to be refused.
            if (programs.size() <= MAX_PROGRAMS) {
                programs.add(program.asText());
            }
        }
        return programs;
    }

    static ObjectNode json(AuthDesk.Issued issued) {
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("token", issued.token())
                .put("token_type", "Bearer")
                .put("id", issued.claims().id())
                .put("subscriber", issued.claims().subject())
                .put("expires", issued.claims().expires().toString());
        ArrayNode programs = json.putArray("programs");
        issued.claims().programs().forEach(programs::add);
        issued.claims().address().ifPresent(address -> json.put("address", address));
        return json;
    }

    private static ObjectNode json(Subscriber subscriber) {
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("name", subscriber.name())
                .put("password", subscriber.password())
                .put("made", subscriber.made().toString());
        ArrayNode programs = json.putArray("programs");
        subscriber.programs().forEach(programs::add);
        ArrayNode keys = json.putArray("api_keys");
        subscriber.apiKeys().forEach(key -> keys.addObject().put("id", key.id()).put("label", key.label()));
        return json;
    }

    private static ObjectNode json(List<KeyState> keys) {
        ObjectNode json = UnitJson.NODES.objectNode();
        ArrayNode list = json.putArray("keys");
        for (KeyState key : keys) {
            ObjectNode one = list.addObject()
                    .put("id", key.id())
                    .put("signs", key.signs())
                    .put("made", key.made().toString())
                    .put("signs_from", key.signsFrom().toString());
            key.trustedUntil().ifPresent(until -> one.put("trusted_until", until.toString()));
        }
        return json;
    }

    private static ObjectNode said(String text) {
        return UnitJson.NODES.objectNode().put("ok", true).put("text", text);
    }

    /** The result as JSON once it is here, or why there is none. */
    static <T> void answer(RoutingContext ctx, int status, CompletionStage<T> result, Function<T, ObjectNode> json) {
        Replies.later(ctx, status, result, json, failure -> failed(ctx, failure));
    }

    private static void failed(RoutingContext ctx, Throwable cause) {
        if (cause instanceof AuthRefusal refusal) {
            if (refusal.retryAfterSeconds() > 0) {
                ctx.response().putHeader("Retry-After", String.valueOf(refusal.retryAfterSeconds()));
            }
            Replies.error(ctx, refusal.status(), String.valueOf(refusal.getMessage()), refusal.hint());
        } else {
            // A console is not to read what is wrong inside.
            LOG.error("A request about accounts failed", cause);
            Replies.error(ctx, 500, "the controller could not do it", "see the controller's log");
        }
    }
}
