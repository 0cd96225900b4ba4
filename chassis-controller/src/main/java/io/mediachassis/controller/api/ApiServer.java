package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.headend.auth.AuthDesk;
import io.mediachassis.controller.headend.content.ContentDesk;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management API over HTTP, on one event loop of its own. A standby controller answers what is read, from its own
 * view, and sends what would change something to the active one (307), or says that there is none (409).
 *
 * <p>Every error is {@code {"error": what, "hint": what to do}}. Bodies are limited to 64 KiB: media never pass here.
 */
public final class ApiServer implements AutoCloseable {
    /** In every answer: {@code true} from the active controller, {@code false} from a standby. */
    public static final String ACTIVE_HEADER = "Mediachassis-Active";

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final long MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_EVENTS = 1000;
    /** Without a number to begin after, the newest are what somebody wants to see. No event has this number. */
    private static final long NEWEST = -1;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int IDLE_SECONDS = 120;
    /** Whoever reaches the chassis reaches the port for consoles. */
    private static final int LOGIN_IDLE_SECONDS = 20;

    private static final int LOGIN_CONNECTIONS = 512;
    private static final int LOGIN_CONNECTIONS_OF_ADDRESS = 32;

    private final Vertx vertx;
    private final UnitDesk desk;
    private final HeadEndDesks headEnd;
    private final Orders orders;
    private final NvodOrders nvod;
    private final DistributeOrders distribute;
    private final RegistryQueries registry;
    private final EventFollowers followers;
    private final Router router;

    /** An API for this desk, without head-end; listens once it is bound. */
    public ApiServer(UnitDesk desk) {
        this(desk, HeadEndDesks.NONE);
    }

    /** An API with what this controller runs. */
    public ApiServer(UnitDesk desk, HeadEndDesks headEnd) {
        // One loop and two workers (for the event log's disk): start-up and memory stay small.
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(1));
        this.desk = desk;
        this.headEnd = headEnd;
        this.orders = new Orders(desk);
        this.nvod = new NvodOrders(desk);
        this.distribute = new DistributeOrders(desk);
        this.registry = new RegistryQueries(headEnd.registry());
        this.followers = new EventFollowers(vertx, desk);
        this.router = router();
    }

    /** Listens; completes with the port, or with the failure (a port in use). */
    public CompletionStage<Integer> bind(InetSocketAddress address) {
        return bind(address, router, IDLE_SECONDS, connection -> {});
    }

    /** The same for consoles that log in; only with an authentication server. */
    public CompletionStage<Integer> bindLogin(InetSocketAddress address) {
        AuthDesk known = headEnd.auth();
        if (known == null) {
            throw new IllegalStateException("there is no authentication server");
        }
        ConnectionLimits limits = new ConnectionLimits(LOGIN_CONNECTIONS, LOGIN_CONNECTIONS_OF_ADDRESS);
        MetadataServer toAsk = headEnd.metadata();
        Handler<Router> more = toAsk == null ? router -> { }
                : router -> new MetadataRoutes(toAsk).addTo(router, ApiServer::jsonOnly, this::activeLoginOnly);
        return bind(
                address, new LoginRoutes(known).router(vertx, ApiServer::jsonOnly, this::activeLoginOnly, more),
                LOGIN_IDLE_SECONDS, connection -> hold(connection, limits));
    }

    private static void hold(HttpConnection connection, ConnectionLimits limits) {
        String client = connection.remoteAddress().hostAddress();
        if (limits.admit(client)) {
            connection.closeHandler(closed -> limits.gone(client));
        } else {
            connection.close();
        }
    }

    private CompletionStage<Integer> bind(
            InetSocketAddress address, Router router, int idleSeconds, Handler<HttpConnection> onConnection) {
        InetAddress resolved = address.getAddress();
        String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
        // A server of Vert.x listens once; one whose port was in use is of no more use.
        return vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(idleSeconds)
                        // Else one that says nothing is no connection yet, and is not counted.
                        .setHttp2ClearTextEnabled(false)
                        .setMaxHeaderSize(16 * 1024)
                        .setMaxInitialLineLength(8 * 1024))
                .connectionHandler(onConnection)
                .requestHandler(router)
                .listen(address.getPort(), host)
                .map(HttpServer::actualPort)
                .toCompletionStage();
    }

    /** Ends all connections and the event loop; waits for that, 5 s at most. */
    @Override
    public void close() {
        followers.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The management API did not close in order: {}", e.toString());
        }
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(ctx -> {
            ctx.response().putHeader(ACTIVE_HEADER, String.valueOf(desk.snapshot().getActive()));
            ctx.next();
        });
        // On every route: a handler of all posts alone would make each unknown path a wrong method.
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        router.get("/v1/unit").handler(ctx -> Replies.ok(ctx, UnitJson.unit(desk.snapshot())));
        router.get("/v1/power").handler(ctx -> Replies.ok(ctx, UnitJson.powerOfAll(desk.snapshot())));
        router.get("/v1/cooling").handler(ctx -> Replies.ok(ctx, CoolingJson.cooling(desk.snapshot())));
        list(router, "/v1/slots", "slots", UnitJson::slots);
        list(router, "/v1/blades", "blades", MediaJson::blades);
        list(router, "/v1/programs", "programs", MediaJson::programs);
        list(router, "/v1/streams", "streams", MediaJson::streams);
        list(router, "/v1/controllers", "controllers", UnitJson::controllers);
        list(router, "/v1/sensors", "sensors", UnitJson::allSensors);
        router.get("/v1/counters").handler(this::counters);
        router.get("/metrics").handler(
                ctx -> Replies.text(ctx, PROMETHEUS, CounterSheet.of(desk.snapshot()).prometheus()));
        router.get("/v1/programs/:id").handler(this::program);
        router.get("/v1/events").handler(this::events);
        router.get("/v1/events/follow").handler(followers::follow);
        order(router, "/v1/blades/:slot/power", orders::power);
        order(router, "/v1/blades/:slot/shutdown", orders::shutDown);
        order(router, "/v1/blades/:slot/extract", orders::extract);
        order(router, "/v1/blades/:slot/reset", orders::reset);
        order(router, "/v1/blades/:slot/identify", orders::identify);
        order(router, "/v1/director/hand-over", orders::handOver);
        order(router, "/v1/controllers/switch-over", orders::switchOver);
        order(router, "/v1/programs", orders::publish);
        router.get("/v1/nvod").handler(nvod::list);
        router.get("/v1/nvod/:id").handler(nvod::show);
        order(router, "/v1/nvod", nvod::start);
        order(router, "/v1/nvod/:id/stop", nvod::stop);
        router.get("/v1/distributions").handler(distribute::list);
        router.get("/v1/distributions/:slot/:id").handler(distribute::show);
        order(router, "/v1/distributions", distribute::start);
        order(router, "/v1/distributions/:slot/:id/stop", distribute::stop);
        read(router, "/v1/registry/programs/:id", registry::where);
        read(router, "/v1/registry/programs/:id/sources/:station", registry::explain);
        read(router, "/v1/registry/check", registry::check);
        order(router, "/v1/registry/stations/:station/forget", registry::forget);
        AuthDesk auth = headEnd.auth();
        if (auth != null) {
            accounts(router, new AuthOrders(auth));
        }
        ContentDesk contents = headEnd.contents();
        if (contents != null) {
            contents(router, new ContentOrders(contents));
        }
        MetadataServer metadata = headEnd.metadata();
        if (metadata != null) {
            new MetadataOrders(metadata).addTo((path, then) -> read(router, path, then), (path, then) -> order(router, path, then));
        }
        router.errorHandler(404, ctx -> Replies.error(
                ctx, 404, "there is nothing at " + ctx.request().path(), "GET /v1/unit shows the whole unit"));
        router.errorHandler(405, ctx -> Replies.error(
                ctx, 405, ctx.request().method() + " is not for " + ctx.request().path(), "read with GET, order with POST"));
        router.errorHandler(
                413, ctx -> Replies.error(ctx, 413, "the body is above " + MAX_BODY_BYTES + " bytes", "send less"));
        router.errorHandler(400, ctx -> Replies.error(ctx, 400, "the request can't be read", "send valid HTTP and JSON"));
        router.errorHandler(500, this::failed);
        return router;
    }

    private void accounts(Router router, AuthOrders accounts) {
        read(router, "/v1/subscribers", accounts::subscribers);
        order(router, "/v1/subscribers", accounts::add);
        order(router, "/v1/subscribers/:name/remove", accounts::remove);
        order(router, "/v1/subscribers/:name/password", accounts::password);
        order(router, "/v1/subscribers/:name/revoke", accounts::revokeAll);
        order(router, "/v1/subscribers/:name/api-keys", accounts::addApiKey);
        order(router, "/v1/subscribers/:name/api-keys/:id/remove", accounts::removeApiKey);
        order(router, "/v1/tokens", accounts::issue);
        order(router, "/v1/tokens/revoke", accounts::revoke);
        read(router, "/v1/tokens/keys", accounts::keys);
        order(router, "/v1/tokens/keys/rotate", accounts::rotate);
        read(router, "/v1/audit", accounts::audit);
    }

    private void contents(Router router, ContentOrders orders) {
        read(router, "/v1/contents", orders::list);
        read(router, "/v1/contents/:id", orders::show);
        order(router, "/v1/contents", orders::add);
        order(router, "/v1/contents/:id/start", orders::start);
        order(router, "/v1/contents/:id/publish", orders::publish);
        order(router, "/v1/contents/:id/distribute", orders::distribute);
        order(router, "/v1/contents/:id/withdraw", orders::withdraw);
        order(router, "/v1/contents/:id/forget", orders::forget);
    }

    /** What the active controller alone knows for certain. */
    private void read(Router router, String path, Handler<RoutingContext> then) {
        router.get(path).handler(this::activeOnly).handler(then);
    }

    private void order(Router router, String path, Handler<RoutingContext> then) {
        router.post(path).handler(ApiServer::jsonOnly).handler(this::activeOnly).handler(then);
    }

    private void list(Router router, String path, String name, Function<UnitSnapshot, ArrayNode> make) {
        router.get(path).handler(ctx -> {
            ObjectNode json = UnitJson.NODES.objectNode();
            json.set(name, make.apply(desk.snapshot()));
            Replies.ok(ctx, json);
        });
    }

    private void counters(RoutingContext ctx) {
        long slot;
        try {
            slot = number(ctx.queryParam("slot"), 0);
        } catch (NumberFormatException e) {
            Replies.error(ctx, 400, "slot is a whole number from 1", "for example /v1/counters?slot=3");
            return;
        }
        UnitSnapshot unit = desk.snapshot();
        if (slot < 0 || slot > unit.getSlotCount()) {
            Replies.error(ctx, 404, "there is no slot " + Long.toUnsignedString(slot),
                    "this chassis has slots 1 to " + unit.getSlotCount());
            return;
        }
        ObjectNode json = UnitJson.NODES.objectNode();
        CounterSheet sheet = slot == 0 ? CounterSheet.of(unit) : CounterSheet.ofSlot(unit, (int) slot);
        json.set("counters", sheet.json());
        Replies.ok(ctx, json);
    }

    private void program(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        UnitSnapshot unit = desk.snapshot();
        @Nullable JsonNode found = ProgramList.of(unit).stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .map(p -> MediaJson.program(p, unit))
                .orElse(null);
        if (found == null) {
            Replies.error(ctx, 404, "no blade holds a program " + id, "GET /v1/programs lists what there is");
        } else {
            Replies.ok(ctx, found);
        }
    }

    private void events(RoutingContext ctx) {
        long after;
        long limit;
        try {
            after = number(ctx.queryParam("after"), NEWEST);
            limit = number(ctx.queryParam("limit"), 100);
        } catch (NumberFormatException e) {
            Replies.error(ctx, 400, "after and limit are whole numbers from 0", "for example /v1/events?after=0&limit=100");
            return;
        }
        int bounded = (int) Math.max(1, Math.min(MAX_EVENTS, limit));
        vertx.executeBlocking(() -> after == NEWEST ? desk.newestEvents(bounded) : desk.events(after, bounded), false)
                .onSuccess(events -> Replies.ok(ctx, eventList(events)))
                .onFailure(ctx::fail);
    }

    private static ObjectNode eventList(List<UnitEvent> events) {
        ObjectNode json = UnitJson.NODES.objectNode();
        ArrayNode list = json.putArray("events");
        events.forEach(event -> list.add(UnitJson.event(event)));
        return json;
    }

    private static long number(List<String> values, long otherwise) {
        return values.isEmpty() ? otherwise : Long.parseUnsignedLong(values.get(0));
    }

    /**
     * An order that a web page could have somebody's browser send without asking (a form, plain text) is none: another
     * site's page may send JSON only if this server allowed it, which it does not.
     */
    private static void jsonOnly(RoutingContext ctx) {
        String type = String.valueOf(ctx.request().getHeader("Content-Type")).split(";", 2)[0].strip();
        if (type.equalsIgnoreCase("application/json")) {
            ctx.next();
        } else {
            Replies.error(ctx, 415, "an order is application/json", "send Content-Type: application/json");
        }
    }

    private void activeOnly(RoutingContext ctx) {
        activeOnly(ctx, UnaryOperator.identity());
    }

    /** Consoles find the active controller at its port for them, and not at the operator's. */
    private void activeLoginOnly(RoutingContext ctx) {
        activeOnly(ctx, api -> api.replaceFirst("(://[^/]*?)(?::[0-9]+)?(/.*)?$", "$1:" + headEnd.loginPort() + "/"));
    }

    private void activeOnly(RoutingContext ctx, UnaryOperator<String> baseOf) {
        UnitSnapshot unit = desk.snapshot();
        if (unit.getActive()) {
            ctx.next();
            return;
        }
        for (ControllerStatus controller : unit.getControllersList()) {
            if (controller.getActive() && !controller.getApiUrl().isEmpty()
                    && controller.getNumber() != unit.getController()) {
                String base = baseOf.apply(controller.getApiUrl());
                String url = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                        + ctx.request().uri();
                ctx.response().putHeader("Location", url);
                Replies.error(
                        ctx, 307, "controller " + unit.getController() + " is not the active one", "send this to " + url);
                return;
            }
        }
        Replies.error(
                ctx,
                409,
                "controller " + unit.getController() + " is not the active one, and it knows of none that is",
                "try again in some seconds, or at the other controller");
    }

    private void failed(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        LOG.warn("Request {} {} failed", ctx.request().method(), ctx.request().path(), failure);
        Replies.error(ctx, 500, "the controller failed to answer: " + failure, "see the controller's log");
    }
}
