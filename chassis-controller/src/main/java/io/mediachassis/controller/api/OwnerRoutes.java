package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mediachassis.controller.headend.metadata.FileServer;
import io.mediachassis.controller.headend.metadata.MediaFile;
import io.mediachassis.controller.headend.metadata.MetadataJson;
import io.mediachassis.controller.headend.metadata.MetadataRefusal;
import io.mediachassis.controller.headend.metadata.OwnerDesk;
import io.mediachassis.controller.headend.metadata.Protection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What owners order of the meta data server, at the port where they log in; all with Authorization: Bearer. On the event
 * loop.
 *
 * <pre>
 *   GET  /owner                  servers; GET /owner/files?after=ID
 *   POST /owner/servers          {"address"}; /owner/servers/prove, /owner/servers/withdraw likewise
 *   POST /owner/files            a file; /owner/files/ID changes it, /owner/files/ID/withdraw
 *   POST /owner/files/ID/protect {"pieces", "cipher", "key", ..., "parts": base64}; /owner/files/ID/open
 * </pre>
 */
final class OwnerRoutes {
    /** A megabyte of parts, in base64. */
    private static final long MAX_PARTS_BYTES = 1536 * 1024;

    private static final int PAGE = 100;

    private final OwnerDesk desk;

    OwnerRoutes(OwnerDesk desk) {
        this.desk = desk;
    }

    void addTo(Router router, MetadataRoutes.Adding adding) {
        router.get("/owner").handler(adding.activeOnly()).handler(this::holdings);
        router.get("/owner/files").handler(adding.activeOnly()).handler(this::files);
        adding.order("/owner/servers", ctx -> MetadataRoutes.answer(ctx, 201,
                desk.claim(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), address(ctx)), OwnerRoutes::json));
        adding.order("/owner/servers/prove", ctx -> MetadataRoutes.answer(ctx, 200,
                desk.prove(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), address(ctx)), OwnerRoutes::json));
        adding.order("/owner/servers/withdraw", ctx -> MetadataRoutes.done(ctx,
                desk.withdrawServer(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), address(ctx)), "The server is yours no more"));
        adding.order("/owner/files", ctx -> keep(ctx, true));
        adding.order("/owner/files/:id", ctx -> keep(ctx, false));
        adding.order("/owner/files/:id/withdraw", ctx -> MetadataRoutes.done(ctx,
                desk.withdraw(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), ctx.pathParam("id")), "The file is withdrawn from all programs"));
        adding.order("/owner/files/:id/protect", MAX_PARTS_BYTES, this::protect);
        adding.order("/owner/files/:id/open", ctx -> MetadataRoutes.done(ctx,
                desk.open(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), ctx.pathParam("id")), "The file is protected no more"));
    }

    private static String address(RoutingContext ctx) {
        return AuthOrders.text(Orders.body(ctx), "address");
    }

    private void holdings(RoutingContext ctx) {
        MetadataRoutes.answer(ctx, 200, desk.holdings(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx)), holdings -> {
            ObjectNode json = MetadataJson.json(holdings.owner()).put("files", holdings.files());
            ArrayNode servers = json.putArray("servers");
            holdings.servers().forEach(one -> servers.add(json(one)));
            return json;
        });
    }

    private static ObjectNode json(FileServer server) {
        ObjectNode json = MetadataJson.json(server);
        if (server.standing() == FileServer.Standing.CLAIMED) {
            json.put("hint", "put a file at " + OwnerDesk.proofPath(server) + " with the text " + server.proof()
                    + ", then POST /owner/servers/prove");
        }
        return json;
    }

    private void files(RoutingContext ctx) {
        String after = ctx.queryParam("after").stream().findFirst().orElse("");
        MetadataRoutes.answer(ctx, 200, desk.filesOf(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), after, PAGE), OwnerRoutes::list);
    }

    /** Files as JSON. */
    private static ObjectNode list(List<MediaFile> files) {
        ObjectNode json = UnitJson.NODES.objectNode();
        ArrayNode list = json.putArray("files");
        files.forEach(file -> list.add(MetadataJson.json(file)));
        return json;
    }

    private void keep(RoutingContext ctx, boolean isNew) {
        MediaFile file;
        try {
            JsonNode body = Orders.body(ctx);
            file = MetadataJson.file(
                    isNew || !body.isObject() ? body : ((ObjectNode) body).put("id", ctx.pathParam("id")), "");
        } catch (MetadataRefusal e) {
            MetadataRoutes.failed(ctx, e);
            return;
        }
        MetadataRoutes.answer(ctx, isNew ? 201 : 200, desk.keep(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), file, isNew), MetadataJson::json);
    }

    private void protect(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        Protection protection;
        List<ByteString> parts = new ArrayList<>();
        try {
            protection = MetadataJson.protection(
                    body.isObject() ? ((ObjectNode) body).put("file", ctx.pathParam("id")) : body);
            body.path("parts").forEach(part -> parts.add(MetadataJson.data(part)));
        } catch (MetadataRefusal e) {
            MetadataRoutes.failed(ctx, e);
            return;
        }
        MetadataRoutes.done(ctx, desk.protect(MetadataRoutes.token(ctx), MetadataRoutes.client(ctx), protection, parts), "The file is protected");
    }
}
