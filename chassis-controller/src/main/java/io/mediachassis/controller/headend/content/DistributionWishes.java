package io.mediachassis.controller.headend.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.controller.headend.distribution.DailyWindow;
import io.mediachassis.controller.headend.distribution.DistributionPlanner;
import java.util.Set;
import java.util.TreeSet;

/** How a content is to be distributed, as JSON says it: read and checked. Pure. */
public final class DistributionWishes {
    private static final Set<String> KNOWN = Set.of("stations", "order", "rate_bps", "window");
    private static final int MAX_STATIONS = 1000;
    private static final String EXAMPLE = "{\"stations\": [\"all\"], \"order\": \"beginnings-first\", "
            + "\"rate_bps\": 100000000, \"window\": \"22:00-06:00 Europe/Berlin\"}";

    private DistributionWishes() {}

    /**
     * What the JSON has; what it lacks is without bounds, and to no station.
     *
     * @throws ContentRefusal says which field can't be understood
     */
    public static ContentDistribution of(JsonNode json) {
        if (!json.isObject()) {
            throw new ContentRefusal(400, "distribution is no JSON object", EXAMPLE);
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new ContentRefusal(400, "there is no field '" + name + "' of a distribution", EXAMPLE);
            }
        });
        ContentDistribution.Builder how = ContentDistribution.newBuilder();
        JsonNode stations = json.path("stations");
        refuseUnless(stations.isMissingNode() || stations.isArray(), "stations is a list of names");
        stations.forEach(name -> {
            refuseUnless(name.isTextual(), "stations is a list of names");
            how.addStations(name.asText().equals("all") ? DistributionPlanner.EVERY : name.asText());
        });
        switch (json.path("order").asText("beginnings-first")) {
            case "beginnings-first" -> how.setOrder(PlannedProgram.Order.BEGINNINGS_FIRST);
            case "program-by-program" -> how.setOrder(PlannedProgram.Order.PROGRAM_BY_PROGRAM);
            default -> throw new ContentRefusal(400, "order is beginnings-first or program-by-program", EXAMPLE);
        }
        JsonNode rate = json.path("rate_bps");
        refuseUnless(rate.isMissingNode() || (rate.isIntegralNumber() && rate.asLong() >= 0),
                "rate_bps is a whole number of bits per second; 0: no bound");
        JsonNode window = json.path("window");
        refuseUnless(window.isMissingNode() || window.isTextual(), "window is a text");
        return how.setRateBps(rate.asLong()).setWindow(window.asText("")).build();
    }

    /**
     * Looks whether that can be done.
     *
     * @throws ContentRefusal where it names no station of the head-end, or a window that is none
     */
    static void check(ContentDistribution how, Set<String> stations) {
        refuseUnless(how.getStationsCount() <= MAX_STATIONS, MAX_STATIONS + " stations can be named; all is all of them");
        for (String name : how.getStationsList()) {
            if (!name.equals(DistributionPlanner.EVERY) && !stations.contains(name)) {
                throw new ContentRefusal(400, "there is no other station " + name + " at this head-end",
                        stations.isEmpty() ? "name some under head-end.stations in the controllers' configuration"
                                : "there are " + String.join(", ", new TreeSet<>(stations)) + ", or all");
            }
        }
        if (!how.getWindow().isEmpty()) {
            try {
                DailyWindow.of(how.getWindow());
            } catch (IllegalArgumentException e) {
                throw new ContentRefusal(400, String.valueOf(e.getMessage()), "write it as hours and a zone");
            }
        }
    }

    private static void refuseUnless(boolean good, String text) {
        if (!good) {
            throw new ContentRefusal(400, text, EXAMPLE);
        }
    }
}
