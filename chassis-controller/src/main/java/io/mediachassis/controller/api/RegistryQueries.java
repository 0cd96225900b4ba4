package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.RegistryCheck;
import io.mediachassis.controller.headend.registry.StoreException;
import io.mediachassis.controller.headend.registry.server.RegistryDesk;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has a program, and whether all is well, as the media location registry knows it. On the event loop. */
final class RegistryQueries {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryQueries.class);

    private final @Nullable RegistryDesk desk;

    /** @param desk null: this controller runs no registry */
    RegistryQueries(@Nullable RegistryDesk desk) {
        this.desk = desk;
    }

    void where(RoutingContext ctx) {
        String program = ctx.pathParam("id");
        answer(ctx, registry -> registry.where(program), found -> where(ctx, program, found));
    }

    private void where(RoutingContext ctx, String program, Locations found) {
        if (found.sources().isEmpty() && found.silent().isEmpty()) {
            nobody(ctx, program);
            return;
        }
        ObjectNode json = UnitJson.NODES.objectNode().put("program_id", program);
        ArrayNode stations = json.putArray("stations");
        found.sources().forEach(row -> stations.add(holding(row, false)));
        found.silent().forEach(row -> stations.add(holding(row, true)));
        Replies.ok(ctx, json);
    }

    private static ObjectNode holding(HoldingRow row, boolean silent) {
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("station", row.station())
                .put("silent", silent)
                .put("segments_total", row.total())
                .put("segments", row.copies().count())
                .put("manifest_hash", row.manifest());
        json.set("segment_ranges", ranges(row.copies()));
        return json;
    }

    void explain(RoutingContext ctx) {
        String program = ctx.pathParam("id");
        String station = ctx.pathParam("station");
        long bytes;
        try {
            bytes = ctx.queryParam("bytes").stream().findFirst().map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            bytes = -1;
        }
        if (bytes < 0) {
            Replies.error(ctx, 400, "bytes is no number of bytes", "leave it out to reckon with the whole program");
            return;
        }
        long copied = bytes;
        answer(ctx, registry -> registry.explain(program, station, copied), found -> {
            if (found.isEmpty()) {
                Replies.error(ctx, 404, "no station " + station + " reports to this registry",
                        "chassisctl registry check lists those that do");
            } else if (found.get().sources().isEmpty() && found.get().others().isEmpty()) {
                nobody(ctx, program);
            } else {
                Replies.ok(ctx, ExplanationJson.of(found.get()));
            }
        });
    }

    private static void nobody(RoutingContext ctx, String program) {
        Replies.error(ctx, 404, "no station holds a program " + program,
                "chassisctl programs lists what this station has; one that is new is in the registry within a second");
    }

    void check(RoutingContext ctx) {
        answer(ctx, RegistryDesk::check, check -> Replies.ok(ctx, check(check)));
    }

    void forget(RoutingContext ctx) {
        String station = ctx.pathParam("station");
        answer(ctx, registry -> registry.forget(station), outcome -> {
            switch (outcome) {
                case DONE -> Replies.ok(ctx, UnitJson.NODES.objectNode().put("station", station).put("forgotten", true));
                case UNKNOWN -> Replies.error(ctx, 404, "no station " + station + " reports to this registry",
                        "chassisctl registry check lists those that do");
                case ALIVE -> Replies.error(ctx, 409, "station " + station + " reports to this registry",
                        "one that is there can't be forgotten: take it off head-end.stations, or wait until it is silent");
            }
        });
    }

    private ObjectNode check(RegistryCheck check) {
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("sound", check.sound())
                .put("store", desk == null ? "" : desk.store())
                .put("programs_total", check.programsTotal());
        ArrayNode stations = json.putArray("stations");
        for (RegistryCheck.Station station : check.stations()) {
            stations.addObject()
                    .put("station", station.row().name())
                    .put("silent", station.silent())
                    .put("drifting", station.drifting())
                    .put("standing", station.row().standing().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .put("term", station.row().term().toString())
                    .put("reports", station.row().sequence())
                    .put("pictures", station.row().pictures())
                    .put("segments_mended", station.row().mendedTotal());
        }
        ArrayNode programs = json.putArray("programs");
        for (RegistryCheck.Program program : check.programs()) {
            ObjectNode one = programs.addObject()
                    .put("program_id", program.id())
                    .put("manifest_hash", program.manifest())
                    .put("segments_total", program.total())
                    .put("rivals", program.rivals());
            ArrayNode holders = one.putArray("stations");
            program.stations().forEach(holders::add);
            one.set("missing", ranges(program.missing()));
            one.set("unreachable", ranges(program.unreachable()));
            one.set("single", ranges(program.single()));
        }
        return json;
    }

    /** Pairs of first and last. */
    private static ArrayNode ranges(SegmentRanges ranges) {
        ArrayNode list = UnitJson.NODES.arrayNode();
        List<Integer> pairs = ranges.pairs();
        for (int i = 0; i < pairs.size(); i += 2) {
            list.addArray().add(pairs.get(i)).add(pairs.get(i + 1));
        }
        return list;
    }

    private <T> void answer(
            RoutingContext ctx, Function<RegistryDesk, CompletionStage<T>> ask, Consumer<T> then) {
        RegistryDesk registry = desk;
        if (registry == null) {
            Replies.error(ctx, 404, "this controller runs no media location registry",
                    "head-end.registry in the controllers' configuration names its store");
            return;
        }
        Future.fromCompletionStage(ask.apply(registry), ctx.vertx().getOrCreateContext())
                .onSuccess(then::accept)
                .onFailure(failure -> failed(ctx, failure));
    }

    private static void failed(RoutingContext ctx, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof IllegalArgumentException) {
            Replies.error(ctx, 400, "that can't be the id of a program or the name of a station", String.valueOf(cause.getMessage()));
        } else if (cause instanceof StoreException) {
            Replies.error(ctx, 503, "the media location registry can't be asked now",
                    String.valueOf(cause.getMessage()));
        } else {
            LOG.error("A question to the registry failed", cause);
            Replies.error(ctx, 500, "the registry failed to answer", "see the controller's log");
        }
    }
}
