package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.headend.auth.AuthDesk;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/**
 * What consoles ask for a token, at a port of its own: theirs is another network than the operator's. On the event loop.
 *
 * <pre>
 *   POST /login           {"subscriber", "password"} or {"api_key"}; "programs", "valid_s" may be added
 *   POST /device/code     a code to show (RFC 8628)
 *   POST /device/token    {"device_code"}: let in yet?
 *   POST /device/confirm  {"user_code", "subscriber", "password"}, by the subscriber
 * </pre>
 */
final class LoginRoutes {
    private static final long MAX_BODY_BYTES = 16 * 1024;

    private final AuthDesk desk;

    LoginRoutes(AuthDesk desk) {
        this.desk = desk;
    }

    /**
     * The routes.
     *
     * @param activeOnly lets pass what comes to the active controller, and answers the rest
     * @param more adds routes that read bodies of other lengths
     */
    Router router(
            Vertx vertx, Handler<RoutingContext> jsonOnly, Handler<RoutingContext> activeOnly, Handler<Router> more) {
        Router router = Router.router(vertx);
        more.handle(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        order(router, "/login", jsonOnly, activeOnly, this::login);
        order(router, "/device/code", jsonOnly, activeOnly, this::code);
        order(router, "/device/token", jsonOnly, activeOnly, this::token);
        order(router, "/device/confirm", jsonOnly, activeOnly, this::confirm);
        router.errorHandler(404, ctx -> Replies.error(
                ctx, 404, "there is nothing at " + ctx.request().path(), "POST /login gives a token"));
        router.errorHandler(405, ctx -> Replies.error(ctx, 405, "this takes POST", "POST /login gives a token"));
        router.errorHandler(413, ctx -> Replies.error(ctx, 413, "the body is too long", "send less"));
        return router;
    }

    private static void order(
            Router router, String path, Handler<RoutingContext> jsonOnly, Handler<RoutingContext> activeOnly,
            Handler<RoutingContext> then) {
        router.post(path).handler(jsonOnly).handler(activeOnly).handler(then);
    }

    private void login(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        Optional<AuthDesk.Wish> wish = AuthOrders.wish(ctx, body);
        if (wish.isPresent()) {
            String key = AuthOrders.text(body, "api_key");
            AuthOrders.answer(ctx, 200, key.isEmpty()
                    ? desk.login(AuthOrders.text(body, "subscriber"), AuthOrders.text(body, "password"), wish.get(), client(ctx))
                    : desk.loginByKey(key, wish.get(), client(ctx)), AuthOrders::json);
        }
    }

    private void code(RoutingContext ctx) {
        String confirm = "http://" + ctx.request().authority() + "/device/confirm";
        AuthOrders.answer(ctx, 200, desk.deviceBegins(client(ctx)), device -> UnitJson.NODES.objectNode()
                .put("device_code", device.deviceCode())
                .put("user_code", device.userCode())
                .put("verification_uri", confirm)
                .put("expires_in", device.lifetime().toSeconds())
                .put("interval", device.interval().toSeconds()));
    }

    private void token(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        Optional<AuthDesk.Wish> wish = AuthOrders.wish(ctx, body);
        if (wish.isPresent()) {
            AuthOrders.answer(ctx, 200,
                    desk.deviceAsks(AuthOrders.text(body, "device_code"), wish.get(), client(ctx)), AuthOrders::json);
        }
    }

    private void confirm(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        AuthOrders.answer(ctx, 200, desk.confirmDevice(
                AuthOrders.text(body, "user_code"), AuthOrders.text(body, "subscriber"),
                AuthOrders.text(body, "password"), client(ctx)),
                done -> UnitJson.NODES.objectNode().put("ok", true).put("text", "The console is let in"));
    }

    private static String client(RoutingContext ctx) {
        return ctx.request().remoteAddress().hostAddress();
    }
}
