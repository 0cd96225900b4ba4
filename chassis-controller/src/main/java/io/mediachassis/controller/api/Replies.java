package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** How the API answers. On the event loop. */
final class Replies {
    private Replies() {}

    static void ok(RoutingContext ctx, JsonNode json) {
        send(ctx, 200, json);
    }

    /**
     * An error answer.
     *
     * @param error what is wrong, a sentence without a full stop
     * @param hint what to do
     */
    static void error(RoutingContext ctx, int status, String error, String hint) {
        send(ctx, status, UnitJson.NODES.objectNode().put("error", error).put("hint", hint));
    }

    /**
     * The result as JSON once it is here, or why there is none.
     *
     * @param failed answers then, by what it failed with
     */
    static <T> void later(
            RoutingContext ctx, int status, CompletionStage<T> result, Function<T, ? extends JsonNode> json,
            Consumer<Throwable> failed) {
        Future.fromCompletionStage(result, ctx.vertx().getOrCreateContext())
                .onSuccess(value -> send(ctx, status, json.apply(value)))
                .onFailure(failure -> failed.accept(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause() : failure));
    }

    static void text(RoutingContext ctx, String type, String text) {
        send(ctx, 200, type, text);
    }

    static void send(RoutingContext ctx, int status, JsonNode json) {
        send(ctx, status, "application/json; charset=utf-8", json + "\n");
    }

    private static void send(RoutingContext ctx, int status, String type, String body) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var unused = response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }
}
