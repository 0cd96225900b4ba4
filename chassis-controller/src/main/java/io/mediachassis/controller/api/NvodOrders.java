package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.NvodReply;
import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.proto.NvodStop;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;

/** Starts and stops staggered multicast sets; the director says whether that can be. On the event loop. */
final class NvodOrders {
    private static final int MAX_TEXT = 100;
    private static final String EXAMPLE = "send {\"program\":\"film\",\"interval_s\":30,\"group\":\"239.1.1.0\"}";

    private final UnitDesk desk;

    NvodOrders(UnitDesk desk) {
        this.desk = desk;
    }

    /** All sets. */
    void list(RoutingContext ctx) {
        ObjectNode json = UnitJson.NODES.objectNode();
        json.set("sets", NvodJson.sets(desk.snapshot()));
        Replies.ok(ctx, json);
    }

    /** One set. */
    void show(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        NvodJson.all(desk.snapshot()).stream()
                .filter(status -> status.getSet().getId().equals(id))
                .findFirst()
                .ifPresentOrElse(
                        status -> Replies.ok(ctx, NvodJson.set(status)),
                        () -> Replies.error(ctx, 404, "there is no set " + id,
                                "chassisctl nvod list, or GET /v1/nvod, shows them"));
    }

    void start(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        String program = body.path("program").asText("");
        String group = body.path("group").asText("");
        double interval = body.path("interval_s").asDouble(0);
        String transport = body.path("transport").asText("rtp");
        int loops = body.path("loops").asInt(0);
        int port = body.path("port").asInt(0);
        int interleave = body.path("interleave").asInt(0);
        if (program.isEmpty() || program.length() > MAX_TEXT || group.isEmpty() || group.length() > MAX_TEXT) {
            Replies.error(ctx, 400, "the body names no program or no group", EXAMPLE);
        } else if (!(interval > 0 && interval <= 86_400)) {
            Replies.error(ctx, 400, "interval_s is more than 0 and at most 86400 seconds", EXAMPLE);
        } else if (!transport.equals("rtp") && !transport.equals("udp")) {
            Replies.error(ctx, 400, "transport is rtp or udp, not " + transport, EXAMPLE);
        } else if (loops < 0 || port < 0 || interleave < 0) {
            Replies.error(ctx, 400, "loops, port and interleave are 0 or more", EXAMPLE);
        } else {
            answer(ctx, 201, desk.nvodStart(NvodStart.newBuilder()
                    .setProgramId(program)
                    .setGroup(group)
                    .setIntervalMs((int) Math.round(interval * 1000))
                    .setUdp(transport.equals("udp"))
                    .setSourceSpecific(body.path("source_specific").asBoolean(false))
                    .setLoops(loops)
                    .setPort(port)
                    .setInterleave(interleave)
                    .setInterleaveForced(body.path("force").asBoolean(false))
                    .build()));
        }
    }

    void stop(RoutingContext ctx) {
        answer(ctx, 200, desk.nvodStop(NvodStop.newBuilder().setId(ctx.pathParam("id")).build()));
    }

    private static void answer(RoutingContext ctx, int done, CompletionStage<NvodReply> reply) {
        Future.fromCompletionStage(reply, ctx.vertx().getOrCreateContext())
                .onSuccess(answer -> ended(ctx, done, answer))
                .onFailure(failure -> Orders.failed(ctx, failure));
    }

    private static void ended(RoutingContext ctx, int done, NvodReply reply) {
        if (reply.getStatus() != 200) {
            int status = reply.getStatus() < 400 || reply.getStatus() > 599 ? 500 : reply.getStatus();
            Replies.error(ctx, status, reply.getText(), reply.getHint());
            return;
        }
        ObjectNode json = UnitJson.NODES.objectNode().put("ok", true).put("text", reply.getText());
        if (reply.hasSet()) {
            json.set("set", NvodJson.set(reply.getSet()));
        }
        Replies.send(ctx, done, json);
    }
}
