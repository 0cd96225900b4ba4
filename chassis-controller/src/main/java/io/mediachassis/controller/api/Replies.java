package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

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
