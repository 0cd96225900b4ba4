package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributeStop;
import io.mediachassis.backplane.proto.DistributionElsewhere;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.OnwardStream;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.StallPolicy;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Starts and stops distributions; the blade says whether that can be. On the event loop. */
final class DistributeOrders {
    private static final int MAX_TEXT = 500;
    private static final int MAX_ONWARD = 64;
    private static final double MAX_SECONDS = 1_000_000;
    private static final String EXAMPLE = "send {\"input\":\"udp://@239.1.1.1:5000\",\"onward\":"
            + "[{\"target\":\"udp://192.0.2.7:5000\",\"offset_s\":30,\"loops\":2}]}";

    private final UnitDesk desk;

    DistributeOrders(UnitDesk desk) {
        this.desk = desk;
    }

    /** All distributions of all blades. */
    void list(RoutingContext ctx) {
        ObjectNode json = UnitJson.NODES.objectNode();
        json.set("distributions", DistributeJson.all(desk.snapshot()));
        Replies.ok(ctx, json);
    }

    /** One of them. */
    void show(RoutingContext ctx) {
        String slot = ctx.pathParam("slot");
        String id = ctx.pathParam("id");
        DistributeJson.find(desk.snapshot(), slot, id).ifPresentOrElse(
                found -> Replies.ok(ctx, found),
                () -> Replies.error(ctx, 404, "the blade in slot " + slot + " has no distribution " + id,
                        "chassisctl distribute list, or GET /v1/distributions, shows them"));
    }

    void start(RoutingContext ctx) {
        JsonNode body = Orders.body(ctx);
        DistributeStart order;
        try {
            order = order(body);
        } catch (IllegalArgumentException e) {
            Replies.error(ctx, 400, String.valueOf(e.getMessage()), EXAMPLE);
            return;
        }
        int asked = body.path("slot").asInt(0);
        Optional<SlotStatus> blade = asked == 0 ? leastBusy() : up().filter(slot -> slot.getSlot() == asked).findFirst();
        if (blade.isEmpty()) {
            Replies.error(ctx, 503, asked == 0 ? "no blade is in service" : "the blade in slot " + asked
                    + " is not in service", "chassisctl blades, or GET /v1/blades, shows which are");
            return;
        }
        int at = blade.get().getSlot();
        answer(ctx, 201, at, desk.distribute(at, order.toBuilder().addAllElsewhere(elsewhere(at)).build()));
    }

    /** What other blades take in and send on, over which a stream could come back. */
    private List<DistributionElsewhere> elsewhere(int than) {
        return desk.snapshot().getSlotsList().stream()
                .filter(slot -> slot.getLinkUp() && slot.getSlot() != than)
                .flatMap(slot -> slot.getAgent().getDistributionsList().stream().map(status ->
                        DistributionElsewhere.newBuilder()
                                .setAddress(host(slot.getAgent().getLoad().getRtspUrl()))
                                .setInput(status.getInput())
                                .addAllTargets(status.getOnwardList().stream()
                                        .map(onward -> onward.getStream().getTarget())
                                        .toList())
                                .build()))
                .toList();
    }

    private static String host(String url) {
        try {
            return String.valueOf(new URI(url).getHost());
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private Stream<SlotStatus> up() {
        return desk.snapshot().getSlotsList().stream()
                .filter(slot -> slot.getLinkUp() && slot.getAgent().getLoad().getInService());
    }

    private Optional<SlotStatus> leastBusy() {
        return up().min(Comparator
                .<SlotStatus>comparingDouble(slot -> busy(slot.getAgent().getLoad()))
                .thenComparingInt(slot -> slot.getAgent().getDistributionsCount()));
    }

    private static double busy(LoadReport load) {
        return (double) load.getEgressBps() / Math.max(1, load.getEgressCapacityBps());
    }

    private static DistributeStart order(JsonNode body) {
        DistributeStart.Builder order = DistributeStart.newBuilder()
                .setInput(text(body, "input"))
                .setId(text(body, "id"))
                .setTitle(text(body, "title"))
                .setStallMs(milliseconds(body, "silent_s"))
                .setGiveUpMs(milliseconds(body, "give_up_s"));
        if (order.getInput().isEmpty()) {
            throw new IllegalArgumentException("the body names no input");
        }
        switch (text(body, "when_silent")) {
            case "" -> { }
            case "wait" -> order.setOnStall(StallPolicy.WAIT);
            case "fill" -> order.setOnStall(StallPolicy.FILL);
            case "end" -> order.setOnStall(StallPolicy.END);
            default -> throw new IllegalArgumentException("when_silent is wait, fill or end");
        }
        if (body.path("onward").size() > MAX_ONWARD) {
            throw new IllegalArgumentException("there are more than " + MAX_ONWARD + " onward streams");
        }
        for (JsonNode onward : body.path("onward")) {
            JsonNode loops = onward.path("loops");
            boolean forever = loops.asText("").equals("forever");
            if (!forever && !loops.isMissingNode() && (!loops.isInt() || loops.asInt() < 0)) {
                throw new IllegalArgumentException("loops is a number from 0, or \"forever\"");
            }
            order.addOnward(OnwardStream.newBuilder()
                    .setTarget(text(onward, "target"))
                    .setOffsetMs(milliseconds(onward, "offset_s"))
                    .setLoops(forever ? 0 : loops.asInt(0))
                    .setForever(forever));
        }
        return order.build();
    }

    private static String text(JsonNode body, String name) {
        String text = body.path(name).asText("");
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(name + " is longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static long milliseconds(JsonNode body, String name) {
        double seconds = body.path(name).asDouble(0);
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException(name + " is 0 to " + (long) MAX_SECONDS + " seconds");
        }
        return Math.round(seconds * 1000);
    }

    void stop(RoutingContext ctx) {
        String slot = ctx.pathParam("slot");
        if (!slot.matches("[0-9]{1,3}")) {
            Replies.error(ctx, 404, "there is no slot " + slot,
                    "chassisctl distribute list, or GET /v1/distributions, shows where they are");
            return;
        }
        answer(ctx, 200, Integer.parseInt(slot), desk.distributeStop(
                Integer.parseInt(slot), DistributeStop.newBuilder().setId(ctx.pathParam("id")).build()));
    }

    private static void answer(RoutingContext ctx, int done, int slot, CompletionStage<DistributeReply> reply) {
        Future.fromCompletionStage(reply, ctx.vertx().getOrCreateContext())
                .onSuccess(answer -> ended(ctx, done, slot, answer))
                .onFailure(failure -> Orders.failed(ctx, failure));
    }

    private static void ended(RoutingContext ctx, int done, int slot, DistributeReply reply) {
        if (reply.getStatus() != 200) {
            int status = reply.getStatus() < 400 || reply.getStatus() > 599 ? 500 : reply.getStatus();
            Replies.error(ctx, status, reply.getText(), reply.getHint());
            return;
        }
        ObjectNode json = UnitJson.NODES.objectNode().put("ok", true).put("text", reply.getText());
        json.set("distribution", DistributeJson.distribution(slot, reply.getDistribution()));
        Replies.send(ctx, done, json);
    }

    /** For people. */
    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
