package io.mediachassis.controller.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.controller.api.UnitDesk.DeskException;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/** What changes something: checks the request, gives it to the desk, says how it ended. On the event loop. */
final class Orders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TITLE = 200;
    private static final int MAX_FILE_NAME = 255;

    private final UnitDesk desk;

    Orders(UnitDesk desk) {
        this.desk = desk;
    }

    void power(RoutingContext ctx) {
        JsonNode on = body(ctx).path("on");
        if (!on.isBoolean()) {
            Replies.error(ctx, 400, "the body does not say whether on or off", "send {\"on\":true} or {\"on\":false}");
            return;
        }
        order(ctx, presentSlot(ctx, ctx.pathParam("slot")), slot -> desk.power(slot, on.asBoolean()));
    }

    void shutDown(RoutingContext ctx) {
        out(ctx, false);
    }

    void extract(RoutingContext ctx) {
        out(ctx, true);
    }

    private void out(RoutingContext ctx, boolean extract) {
        boolean force = body(ctx).path("force").asBoolean(false);
        order(ctx, presentSlot(ctx, ctx.pathParam("slot")), slot -> desk.out(slot, extract, force));
    }

    void reset(RoutingContext ctx) {
        order(ctx, presentSlot(ctx, ctx.pathParam("slot")), desk::reset);
    }

    void identify(RoutingContext ctx) {
        boolean on = body(ctx).path("on").asBoolean(true);
        order(ctx, presentSlot(ctx, ctx.pathParam("slot")), slot -> desk.identify(slot, on));
    }

    void handOver(RoutingContext ctx) {
        JsonNode slot = body(ctx).path("slot");
        if (!slot.isInt()) {
            Replies.error(ctx, 400, "the body does not name the new director's slot", "send {\"slot\":2}");
            return;
        }
        order(ctx, presentSlot(ctx, slot.asText()), desk::handOver);
    }

    void switchOver(RoutingContext ctx) {
        order(ctx, OptionalInt.of(0), none -> desk.switchOver());
    }

    void publish(RoutingContext ctx) {
        JsonNode body = body(ctx);
        String title = body.path("title").asText("").strip();
        String fileName = body.path("file_name").asText("");
        JsonNode size = body.path("size");
        if (title.isEmpty() || title.length() > MAX_TITLE || fileName.length() > MAX_FILE_NAME) {
            Replies.error(
                    ctx,
                    400,
                    "title is 1 to " + MAX_TITLE + " characters, file_name at most " + MAX_FILE_NAME,
                    "send {\"title\":\"My film\",\"size\":12345,\"file_name\":\"film.ts\"}");
            return;
        }
        if (!size.canConvertToLong() || size.asLong() < 1) {
            Replies.error(ctx, 400, "the file is empty, or its size is missing",
                    "send a file with media in it; size is its length in bytes");
            return;
        }
        PublishRequest request = PublishRequest.newBuilder()
                .setTitle(title)
                .setSize(size.asLong())
                .setFileName(fileName)
                .build();
        Future.fromCompletionStage(desk.publish(request), ctx.vertx().getOrCreateContext())
                .onSuccess(reply -> published(ctx, reply))
                .onFailure(failure -> failed(ctx, failure));
    }

    private static void published(RoutingContext ctx, PublishReply reply) {
        Replies.send(
                ctx,
                201,
                UnitJson.NODES
                        .objectNode()
                        .put("id", reply.getProgramId())
                        .put("ingest_url", reply.getIngestUrl())
                        .put("token", reply.getToken()));
    }

    private void order(RoutingContext ctx, OptionalInt slot, IntFunction<CompletionStage<Result>> give) {
        if (slot.isEmpty()) {
            return;
        }
        Future.fromCompletionStage(give.apply(slot.getAsInt()), ctx.vertx().getOrCreateContext())
                .onSuccess(result -> ended(ctx, result))
                .onFailure(failure -> failed(ctx, failure));
    }

    private static void ended(RoutingContext ctx, Result result) {
        switch (result.outcome()) {
            case DONE ->
                Replies.ok(ctx, UnitJson.NODES.objectNode().put("ok", true).put("text", result.text()));
            case REFUSED -> Replies.error(ctx, 409, result.text(), result.hint());
            case NOT_FOUND -> Replies.error(ctx, 404, result.text(), result.hint());
            case TIMED_OUT -> Replies.error(ctx, 504, result.text(), result.hint());
        }
    }

    static void failed(RoutingContext ctx, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof DeskException e) {
            Replies.error(ctx, 503, String.valueOf(e.getMessage()), e.hint());
        } else {
            ctx.fail(500, cause);
        }
    }

    /** The slot, if it has a blade; otherwise the error is answered here. */
    private OptionalInt presentSlot(RoutingContext ctx, String text) {
        int count = desk.snapshot().getSlotCount();
        int slot;
        try {
            slot = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            slot = 0;
        }
        if (slot < 1 || slot > count) {
            Replies.error(ctx, 404, "there is no slot " + text, "slots are 1 to " + count);
            return OptionalInt.empty();
        }
        int wanted = slot;
        if (desk.snapshot().getSlotsList().stream()
                .noneMatch((SlotStatus s) -> s.getSlot() == wanted && s.getPresent())) {
            Replies.error(ctx, 404, "slot " + slot + " is empty", "GET /v1/slots shows which slots have a blade");
            return OptionalInt.empty();
        }
        return OptionalInt.of(slot);
    }

    static JsonNode body(RoutingContext ctx) {
        String text = ctx.body().asString();
        if (text == null || text.isBlank()) {
            return UnitJson.NODES.missingNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The check of the field that is needed gives the error with its example.
            return UnitJson.NODES.missingNode();
        }
    }
}
