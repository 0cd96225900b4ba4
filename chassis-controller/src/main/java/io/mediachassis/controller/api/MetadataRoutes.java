package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.headend.metadata.ClientWork;
import io.mediachassis.controller.headend.metadata.History;
import io.mediachassis.controller.headend.metadata.MetadataJson;
import io.mediachassis.controller.headend.metadata.MetadataRefusal;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.metadata.Source;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients ask the meta data server, at the port where they log in; all with Authorization: Bearer. On the event loop.
 *
 * <pre>
 *   GET  /metadata/programs
 *   POST /metadata/next          {"program", "device", "from_start"}: the next file by this device's history
 *   POST /metadata/report        {"program", "device", "file", "outcome": played, failed or none, "bytes", "errors"}
 *   POST /metadata/release       {"program", "device", "file"}: what opens a protected file
 *   POST /metadata/part          {"program", "device", "file", "part"}: what a partial file lacks
 *   POST /metadata/serve         {"file", "address", "directory", "name", "lease_s"}; 0 ends it
 * </pre>
 */
final class MetadataRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataRoutes.class);
    private static final long MAX_BODY_BYTES = 64 * 1024;

    private final MetadataServer server;

    MetadataRoutes(MetadataServer server) {
        this.server = server;
    }

    /** Adds the routes; their bodies are read before those of others. */
    void addTo(Router router, Handler<RoutingContext> jsonOnly, Handler<RoutingContext> activeOnly) {
        Adding adding = new Adding(router, jsonOnly, activeOnly);
        router.get("/metadata/programs").handler(activeOnly).handler(this::programs);
        adding.order("/metadata/next", this::next);
        adding.order("/metadata/report", this::report);
        adding.order("/metadata/release", this::release);
        adding.order("/metadata/part", this::part);
        adding.order("/metadata/serve", this::serve);
        new OwnerRoutes(server.owners()).addTo(router, adding);
    }

    /** Adds routes for what changes something. */
    record Adding(Router router, Handler<RoutingContext> jsonOnly, Handler<RoutingContext> activeOnly) {
        void order(String path, Handler<RoutingContext> then) {
            order(path, MAX_BODY_BYTES, then);
        }

        void order(String path, long bytes, Handler<RoutingContext> then) {
            router.post(path)
                    .handler(BodyHandler.create(false).setBodyLimit(bytes))
                    .handler(jsonOnly)
                    .handler(activeOnly)
                    .handler(then);
        }
    }

    // ---- clients ---------------------------------------------------------------------------------------------------

    private <T> CompletionStage<T> ask(RoutingContext ctx, JsonNode body, MetadataServer.ClientTask<T> task) {
        return server.client(token(ctx), AuthOrders.text(body, "device"), client(ctx), task);
    }

    private void programs(RoutingContext ctx) {
        answer(ctx, 200, ask(ctx, UnitJson.NODES.objectNode(), (work, device, now) -> work.programs(device)), programs -> {
            ObjectNode json = UnitJson.NODES.objectNode();
            ArrayNode list = json.putArray("programs");
            programs.forEach(program -> list.addObject()
                    .put("id", program.id())
                    .put("title", program.title())
                    .put("files", program.files().size()));
            return json;
        });
    }

    private void next(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        boolean fromStart = body.path("from_start").asBoolean(false);
        answer(ctx, 200, ask(ctx, body, (work, device, now) ->
                work.next(device, AuthOrders.text(body, "program"), fromStart, now)), next -> {
            ObjectNode json = UnitJson.NODES.objectNode()
                    .put("end", next.file().isEmpty())
                    .put("position", next.position())
                    .put("of", next.of())
                    .put("resumed", next.resumed())
                    .put("had_bytes", next.bytes());
            next.file().ifPresent(described -> json.set("file", json(described)));
            return json;
        });
    }

    private void report(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        String outcome = AuthOrders.text(body, "outcome");
        if (!outcome.matches("|played|failed")) {
            Replies.error(ctx, 400, "outcome is played, failed, or left out", "left out, the file is given again next time");
            return;
        }
        List<ClientWork.ServerError> errors = new ArrayList<>();
        body.path("errors").forEach(error -> errors.add(new ClientWork.ServerError(
                AuthOrders.text(error, "address"), AuthOrders.text(error, "error"))));
        ClientWork.Report report = new ClientWork.Report(
                AuthOrders.text(body, "file"),
                outcome.isEmpty() ? Optional.empty() : Optional.of(History.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT))),
                body.path("bytes").asLong(0), errors);
        done(ctx, ask(ctx, body, (work, device, now) -> {
            work.report(device, AuthOrders.text(body, "program"), report, now);
            return Boolean.TRUE;
        }), "It is taken down");
    }

    private void release(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        answer(ctx, 200, ask(ctx, body, (work, device, now) -> work.release(
                device, AuthOrders.text(body, "program"), AuthOrders.text(body, "file"), now)), release -> {
            ObjectNode json = MetadataJson.json(release.protection());
            ArrayNode files = json.putArray("files");
            release.pieces().forEach(piece -> files.add(json(piece)));
            return json;
        });
    }

    private void part(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        Future.fromCompletionStage(ask(ctx, body, (work, device, now) -> work.part(
                        device, AuthOrders.text(body, "program"), AuthOrders.text(body, "file"), body.path("part").asInt(-1))),
                ctx.vertx().getOrCreateContext())
                .onSuccess(part -> {
                    var unused = ctx.response()
                            .putHeader("Content-Type", "application/octet-stream")
                            .putHeader("Cache-Control", "no-store")
                            .end(Buffer.buffer(part.data().toByteArray()));
                })
                .onFailure(failure -> failed(ctx, failure));
    }

    private void serve(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        String file = AuthOrders.text(body, "file");
        String address = AuthOrders.text(body, "address");
        long lease = body.path("lease_s").asLong(0);
        if (lease == 0) {
            done(ctx, server.owners().serveNoMore(token(ctx), client(ctx), file, address), "It is served no more");
        } else {
            done(ctx, server.owners().serve(token(ctx), client(ctx), file,
                    new Source(Source.Role.CLIENT, address, AuthOrders.text(body, "directory"), AuthOrders.text(body, "name")),
                    Duration.ofSeconds(Math.max(0, Math.min(lease, 1_000_000)))), "Others are told, for " + lease + " s");
        }
    }

    private static ObjectNode json(ClientWork.Described described) {
        ObjectNode json = MetadataJson.json(described.file());
        ArrayNode servers = json.put("protected", described.isProtected()).putArray("servers");
        described.servers().forEach(source -> servers.addObject()
                .put("role", source.role().name().toLowerCase(Locale.ROOT))
                .put("address", source.address())
                .put("directory", source.directory())
                .put("name", source.name()));
        return json;
    }

    // ---- small things ----------------------------------------------------------------------------------------------

    static String token(RoutingContext ctx) {
        String shown = String.valueOf(ctx.request().getHeader("Authorization"));
        return shown.regionMatches(true, 0, "Bearer ", 0, 7) ? shown.substring(7).strip() : "";
    }

    static String client(RoutingContext ctx) {
        return ctx.request().remoteAddress().hostAddress();
    }

    static void done(RoutingContext ctx, CompletionStage<?> result, String text) {
        answer(ctx, 200, result, unused -> UnitJson.NODES.objectNode().put("ok", true).put("text", text));
    }

    /** The result as JSON once it is here, or why there is none. */
    static <T> void answer(RoutingContext ctx, int status, CompletionStage<T> result, Function<T, ObjectNode> json) {
        Replies.later(ctx, status, result, json, failure -> failed(ctx, failure));
    }

    static void failed(RoutingContext ctx, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof MetadataRefusal refusal) {
            Replies.error(ctx, refusal.status(), String.valueOf(refusal.getMessage()), refusal.hint());
        } else {
            LOG.error("A request to the meta data server failed", cause);
            Replies.error(ctx, 500, "the meta data server could not do it", "see the controller's log");
        }
    }
}
