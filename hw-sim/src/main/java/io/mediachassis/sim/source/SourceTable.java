package io.mediachassis.sim.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The comparison for people, as a table that stands in documents as it is, and as JSON. Pure. */
public final class SourceTable {
    private SourceTable() {}

    public static String of(List<SourceFigures> figures) {
        StringBuilder text = new StringBuilder("""
                | chosen by | between parts of the world | between regions | first picture p50 | p95 | p99 \
                | slower than played | refused | from home | home's line, peak | busiest other's | copies from it at once | copy |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        for (SourceFigures f : figures) {
            text.append(String.format(Locale.ROOT,
                    "| %s | %.1f TB | %.1f TB | %.2f s | %.2f s | %.2f s | %.2f %% | %.2f %% | %.1f %% | %.0f %% | %.0f %% "
                            + "| %d | %.1f min |%n",
                    f.policy(), f.partsBytes() / 1e12, f.regionsBytes() / 1e12, f.firstP50(), f.firstP95(), f.firstP99(),
                    f.slow() * 100, refused(f) * 100, f.fromHome() * 100, f.homePeak() * 100, f.busiestPeak() * 100,
                    f.busiestCopies(), f.copyMinutes()));
        }
        return text.toString();
    }

    /** In one line, what is the same for all: what was asked for, and how many sources the registry names. */
    public static String sums(SourceFigures first) {
        return String.format(Locale.ROOT, "%d requests, %d of them for what the station lacked; the registry named %.0f sources"
                + " on average, %.1f times a second in the busiest hour",
                first.requests(), first.copies() + first.refused(), first.sources(), first.lookUps());
    }

    static double refused(SourceFigures f) {
        return f.refused() / (double) Math.max(1, f.copies() + f.refused());
    }

    public static ObjectNode json(SourceSimulation run, List<SourceFigures> figures) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("stations", run.stations())
                .put("programs", run.programs())
                .put("requests_per_day", run.requestsPerDay())
                .put("days", run.days())
                .put("seed", run.seed());
        var policies = json.putArray("policies");
        for (SourceFigures f : figures) {
            policies.addObject()
                    .put("policy", f.policy())
                    .put("requests", f.requests())
                    .put("copies", f.copies())
                    .put("refused", f.refused())
                    .put("parts_bytes", f.partsBytes())
                    .put("regions_bytes", f.regionsBytes())
                    .put("first_picture_p50_seconds", f.firstP50())
                    .put("first_picture_p95_seconds", f.firstP95())
                    .put("first_picture_p99_seconds", f.firstP99())
                    .put("slow_share", f.slow())
                    .put("home_share", f.fromHome())
                    .put("home_peak", f.homePeak())
                    .put("busiest_peak", f.busiestPeak())
                    .put("busiest_copies", f.busiestCopies())
                    .put("copy_minutes", f.copyMinutes())
                    .put("lookups_per_second", f.lookUps())
                    .put("sources_per_lookup", f.sources());
        }
        return json;
    }
}
