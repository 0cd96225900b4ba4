package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.controller.headend.content.ContentDesk;
import io.mediachassis.controller.headend.content.ContentDesk.View;
import io.mediachassis.controller.headend.content.ContentFields;
import io.mediachassis.controller.headend.content.ContentRefusal;
import io.mediachassis.controller.headend.content.ContentWords;
import io.mediachassis.controller.headend.content.DistributionWishes;
import io.mediachassis.controller.headend.distribution.DistributionPlanner;
import io.mediachassis.controller.headend.distribution.StationCopy;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Contents, as the operator orders. On the event loop. */
final class ContentOrders {
    private static final int BITS_PER_BYTE = 8;

    private final ContentDesk desk;

    ContentOrders(ContentDesk desk) {
        this.desk = desk;
    }

    void list(RoutingContext ctx) {
        answer(ctx, 200, desk.contents(), all -> {
            ObjectNode json = UnitJson.NODES.objectNode();
            ArrayNode list = json.putArray("contents");
            all.forEach(view -> list.add(json(view)));
            return json;
        });
    }

    void show(RoutingContext ctx) {
        answer(ctx, 200, desk.content(ctx.pathParam("id")), ContentOrders::json);
    }

    void add(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        ContentRow.Builder wish = ContentRow.newBuilder();
        try {
            ContentFields.into(wish, body);
        } catch (ContentRefusal e) {
            refused(ctx, e);
            return;
        }
        answer(ctx, 201, desk.add(wish.build(), body.path("start").asBoolean(true)), ContentOrders::json);
    }

    void start(RoutingContext ctx) {
        answer(ctx, 200, desk.start(ctx.pathParam("id")), ContentOrders::json);
    }

    void publish(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        String at = body.path("at").asText("ready");
        String expires = body.path("expires_at").asText("");
        try {
            long when = ContentFields.when(at);
            answer(ctx, 200,
                    desk.publish(
                            ctx.pathParam("id"),
                            when < 0 ? Optional.empty() : Optional.of(when),
                            expires.isEmpty() ? Optional.empty()
                                    : Optional.of(expires.equals("never") ? 0L : ContentFields.time(expires))),
                    ContentOrders::json);
        } catch (ContentRefusal e) {
            refused(ctx, e);
        }
    }

    void distribute(RoutingContext ctx) {
        try {
            answer(ctx, 200, desk.distribute(ctx.pathParam("id"), DistributionWishes.of(Orders.body(ctx))),
                    ContentOrders::json);
        } catch (ContentRefusal e) {
            refused(ctx, e);
        }
    }

    void withdraw(RoutingContext ctx) {
        answer(ctx, 200, desk.withdraw(ctx.pathParam("id")), ContentOrders::json);
    }

    void forget(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        answer(ctx, 200, desk.forget(id), done ->
                UnitJson.NODES.objectNode().put("ok", true).put("text", "Content " + id + " is forgotten"));
    }

    private static ObjectNode json(View view) {
        ContentRow content = view.content();
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("id", content.getId())
                .put("title", content.getTitle())
                .put("state", ContentWords.state(content.getState()))
                .put("source", content.getSource().replaceFirst("(//[^/@:]*):[^/@]*@", "$1:...@"))
                .put("publish_at", content.getPublishEpochMs() < 0 ? "ready"
                        : content.getPublishEpochMs() == 0 ? "later" : time(content.getPublishEpochMs()))
                .put("copies", content.getCopies())
                .put("least_copies", view.leastCopies())
                .put("made", time(content.getMadeEpochMs()))
                .put("changed", time(content.getChangedEpochMs()));
        if (content.getRecordS() > 0) {
            json.put("record_s", content.getRecordS());
        }
        distribution(json, view);
        if (content.getExpiresEpochMs() > 0) {
            json.put("expires_at", time(content.getExpiresEpochMs()));
        }
        if (!content.getError().isEmpty()) {
            json.put("error", content.getError()).put("attempts", content.getAttempts());
        }
        if (content.getMetadataCount() > 0) {
            ObjectNode metadata = json.putObject("metadata");
            content.getMetadataMap().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        }
        if (view.bytes() > 0 || view.total() >= 0) {
            ObjectNode transfer = json.putObject("transfer")
                    .put("bytes", view.bytes())
                    .put("rate_bps", Math.round(view.rate() * BITS_PER_BYTE));
            if (view.total() >= 0) {
                transfer.put("total", view.total());
                if (view.rate() > 1) {
                    transfer.put("left_s", Math.round((view.total() - view.bytes()) / view.rate()));
                }
            }
        }
        return json;
    }

    private static void distribution(ObjectNode json, View view) {
        ContentDistribution how = view.content().getDistribution();
        if (how.getStationsCount() > 0) {
            ObjectNode said = json.putObject("distribution");
            ArrayNode names = said.putArray("stations");
            how.getStationsList().forEach(name -> names.add(name.equals(DistributionPlanner.EVERY) ? "all" : name));
            said.put("order", how.getOrder() == PlannedProgram.Order.PROGRAM_BY_PROGRAM
                    ? "program-by-program" : "beginnings-first");
            if (how.getRateBps() > 0) {
                said.put("rate_bps", how.getRateBps());
            }
            if (!how.getWindow().isEmpty()) {
                said.put("window", how.getWindow());
            }
        }
        ArrayNode stations = json.putArray("stations");
        for (StationCopy copy : view.elsewhere()) {
            ObjectNode station = stations.addObject()
                    .put("station", copy.station())
                    .put("alive", copy.alive())
                    .put("segments", copy.segments())
                    .put("total", copy.total());
            if (copy.another()) {
                station.put("another_program", true);
            }
            if (copy.leftSeconds() > 0) {
                station.put("segments_per_s", copy.segmentsPerSecond()).put("left_s", Math.round(copy.leftSeconds()));
            }
        }
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }

    private static <T> void answer(
            RoutingContext ctx, int status, CompletionStage<T> stage, Function<T, JsonNode> json) {
        Replies.later(ctx, status, stage, json, cause -> {
            if (cause instanceof ContentRefusal refusal) {
                refused(ctx, refusal);
            } else {
                ctx.fail(500, cause);
            }
        });
    }

    private static void refused(RoutingContext ctx, ContentRefusal refusal) {
        Replies.error(ctx, refusal.status(), String.valueOf(refusal.getMessage()), refusal.hint());
    }
}
