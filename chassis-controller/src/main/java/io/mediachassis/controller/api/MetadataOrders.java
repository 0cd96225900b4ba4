package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.headend.metadata.FileRules;
import io.mediachassis.controller.headend.metadata.FileServer;
import io.mediachassis.controller.headend.metadata.MediaFile;
import io.mediachassis.controller.headend.metadata.MetadataJson;
import io.mediachassis.controller.headend.metadata.MetadataRefusal;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.metadata.OperatorWork;
import io.mediachassis.controller.headend.metadata.Owner;
import io.mediachassis.controller.headend.metadata.Program;
import io.mediachassis.controller.headend.metadata.ServerAddress;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The meta data server as the operator orders: owners, servers, files, programs, import. On the event loop. */
final class MetadataOrders {
    private static final int PAGE = 100;

    private final MetadataServer server;

    MetadataOrders(MetadataServer server) {
        this.server = server;
    }

    /**
     * Adds the routes.
     *
     * @param read makes a path one to read
     * @param order makes it one that changes something
     */
    void addTo(BiConsumer<String, Handler<RoutingContext>> read, BiConsumer<String, Handler<RoutingContext>> order) {
        read.accept("/v1/metadata/owners", ctx -> list(ctx, "owners", OperatorWork::owners, MetadataJson::json));
        read.accept("/v1/metadata/servers", ctx -> list(ctx, "servers", OperatorWork::servers, seen ->
                MetadataJson.json(seen.server()).put("health", seen.health()).put("fault", seen.text())));
        read.accept("/v1/metadata/files", ctx -> {
            String after = ctx.queryParam("after").stream().findFirst().orElse("");
            list(ctx, "files", work -> work.files(after, PAGE), MetadataJson::json);
        });
        read.accept("/v1/metadata/files/:id", ctx -> MetadataRoutes.answer(
                ctx, 200, server.operator(work -> work.file(ctx.pathParam("id"))), MetadataJson::json));
        read.accept("/v1/metadata/programs", ctx -> list(ctx, "programs", OperatorWork::programs, MetadataJson::json));
        read.accept("/v1/metadata/programs/:id", ctx -> MetadataRoutes.answer(
                ctx, 200, server.operator(work -> work.program(ctx.pathParam("id"))), MetadataJson::json));
        read.accept("/v1/metadata/histories/:name", ctx -> list(
                ctx, "histories", work -> work.histories(ctx.pathParam("name")), MetadataJson::json));
        order.accept("/v1/metadata/owners", ctx -> take(ctx, body -> {
            Owner owner = MetadataJson.owner(body);
            change(ctx, "owner.added", owner.name(), "Owner " + owner.name() + " is there", work -> work.addOwner(owner));
        }));
        order.accept("/v1/metadata/owners/:name/remove", ctx -> change(ctx, "owner.removed", ctx.pathParam("name"),
                "The owner is gone", work -> work.removeOwner(ctx.pathParam("name"))));
        order.accept("/v1/metadata/servers", ctx -> take(ctx, body -> approve(ctx, body)));
        order.accept("/v1/metadata/servers/remove", ctx -> take(ctx, body -> {
            ServerAddress address = FileRules.address("address", AuthOrders.text(body, "address"));
            change(ctx, "server.removed", address.text(), address.text() + " is nobody's now",
                    work -> work.removeServer(AuthOrders.text(body, "owner"), address));
        }));
        order.accept("/v1/metadata/files/:id/remove", ctx -> change(ctx, "file.removed", ctx.pathParam("id"),
                "The file is gone from all programs", work -> work.removeFile(ctx.pathParam("id"))));
        order.accept("/v1/metadata/programs", ctx -> program(ctx, true));
        order.accept("/v1/metadata/programs/:id", ctx -> program(ctx, false));
        order.accept("/v1/metadata/programs/:id/remove", ctx -> change(ctx, "program.removed", ctx.pathParam("id"),
                "The program is gone; its files stay", work -> work.removeProgram(ctx.pathParam("id"))));
        order.accept("/v1/metadata/import", ctx -> take(ctx, body -> {
            OperatorWork.Batch batch = batch(body);
            change(ctx, "metadata.imported", batch.files().size() + " files, " + batch.programs().size() + " programs",
                    "It is imported", work -> work.take(batch));
        }));
    }

    private void approve(RoutingContext ctx, JsonNode body) {
        ServerAddress address = FileRules.address("address", AuthOrders.text(body, "address"));
        String owner = AuthOrders.text(body, "owner");
        change(ctx, "server.approved", address.text() + " of " + owner, address.text() + " is a server of " + owner,
                work -> work.approve(owner, address, body.path("shared").asBoolean(false)));
    }

    private void program(RoutingContext ctx, boolean isNew) {
        take(ctx, body -> {
            if (!isNew && body.isObject()) {
                ((ObjectNode) body).put("id", ctx.pathParam("id"));
            }
            Program program = MetadataJson.program(body);
            change(ctx, isNew ? "program.added" : "program.changed", program.id(),
                    "Program " + program.id() + " has " + program.files().size() + " files",
                    work -> work.keepProgram(program, isNew));
        });
    }

    private static OperatorWork.Batch batch(JsonNode body) {
        List<Owner> owners = new ArrayList<>();
        body.path("owners").forEach(one -> owners.add(MetadataJson.owner(one)));
        List<FileServer> servers = new ArrayList<>();
        for (JsonNode one : body.path("servers")) {
            servers.add(new FileServer(FileRules.address("address", AuthOrders.text(one, "address")),
                    AuthOrders.text(one, "owner"), FileServer.Standing.APPROVED, "", one.path("shared").asBoolean(false)));
        }
        List<MediaFile> files = new ArrayList<>();
        body.path("files").forEach(one -> files.add(MetadataJson.file(one, AuthOrders.text(one, "account"))));
        List<Program> programs = new ArrayList<>();
        body.path("programs").forEach(one -> programs.add(MetadataJson.program(one)));
        return new OperatorWork.Batch(owners, servers, files, programs, body.path("replace").asBoolean(false),
                body.path("approve").asBoolean(false));
    }

    private interface Taken {
        void with(JsonNode body);
    }

    /** Answers what the body lacks. */
    private static void take(RoutingContext ctx, Taken taken) {
        try {
            taken.with(Orders.body(ctx));
        } catch (MetadataRefusal e) {
            MetadataRoutes.failed(ctx, e);
        }
    }

    private void change(
            RoutingContext ctx, String kind, String what, String said, java.util.function.Consumer<OperatorWork> order) {
        MetadataRoutes.done(ctx, server.operator(kind, what, order), said);
    }

    private <T> void list(
            RoutingContext ctx, String name, Function<OperatorWork, List<T>> question, Function<T, ObjectNode> json) {
        MetadataRoutes.answer(ctx, 200, server.operator(question), all -> {
            ObjectNode answer = UnitJson.NODES.objectNode();
            ArrayNode list = answer.putArray(name);
            all.forEach(one -> list.add(json.apply(one)));
            return answer;
        });
    }
}
