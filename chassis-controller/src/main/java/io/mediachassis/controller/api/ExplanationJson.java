package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.source.PathMeasure;
import io.mediachassis.backplane.source.SourceCost;
import io.mediachassis.controller.headend.registry.server.SourceExplanation;
import java.util.Optional;

/** From where a station would copy a program, as JSON. Pure. */
final class ExplanationJson {
    private ExplanationJson() {}

    static ObjectNode of(SourceExplanation explained) {
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("program_id", explained.program())
                .put("station", explained.station())
                .put("bytes", explained.bytes())
                .put("bytes_known", !explained.guessed())
                .put("measures_known", explained.measured())
                .put("chosen", explained.sources().stream().findFirst().map(s -> s.candidate().station()).orElse(""));
        ArrayNode sources = json.putArray("sources");
        explained.sources().forEach(source -> sources.add(source(source)));
        ArrayNode others = json.putArray("no_sources");
        explained.others().forEach(other -> others.addObject().put("station", other.station()).put("why", other.why()));
        return json;
    }

    private static ObjectNode source(SourceExplanation.Source source) {
        SourceCost cost = source.cost();
        ObjectNode json = UnitJson.NODES.objectNode()
                .put("station", source.candidate().station())
                .put("home", source.candidate().home())
                .put("cost", cost.cost())
                .put("copy_seconds", cost.copySeconds())
                .put("start_seconds", cost.startSeconds())
                .put("distance_seconds", cost.longLinkSeconds())
                .put("home_seconds", cost.homeSeconds())
                .put("bits_per_second", Math.round(cost.bitsPerSecond()))
                .put("round_trip_ms", cost.roundTripSeconds() * 1000)
                .put("load", source.candidate().load())
                .put("distance_km", source.candidate().distanceKm())
                .put("why", cost.why(source.candidate()));
        Optional<PathMeasure> measured = source.candidate().measured();
        measured.ifPresent(path -> json.putObject("measured")
                .put("bits_per_second", Math.round(path.bitsPerSecond()))
                .put("round_trip_ms", path.roundTripNs() / 1e6)
                .put("age_seconds", path.ageNs() / 1_000_000_000)
                .put("transfers", path.transfers())
                .put("weight", cost.trust()));
        return json;
    }
}
