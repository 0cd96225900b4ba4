package io.mediachassis.controller.headend.distribution;

import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a program's copies at the stations grow, by what the registry says from time to time. Pure; one thread. */
final class CopyProgress {
    private static final double SECOND = 1e9;
    /** Of the newest difference in the rate. */
    private static final double WEIGHT = 0.4;
    /** A rate of longer ago says nothing. */
    private static final long RATE_NS = 60_000_000_000L;

    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(int segments, long risenNs, double rate) {}

    /**
     * The registry's newest word.
     *
     * @param manifest which of the programs by this id is meant; empty: any
     * @param stations whom it is asked of, and whether they have been heard lately
     */
    Map<String, StationCopy> looked(
            Locations found, String manifest, Map<String, Boolean> stations, long nowNs) {
        seen.keySet().retainAll(stations.keySet());
        Map<String, StationCopy> copies = new HashMap<>();
        List<HoldingRow> rows = Stream.concat(found.sources().stream(), found.silent().stream()).toList();
        List<HoldingRow> meant = rows.stream()
                .filter(row -> manifest.isEmpty() || row.manifest().equals(manifest))
                .toList();
        int total = meant.stream().mapToInt(HoldingRow::total).max().orElse(0);
        stations.forEach((station, alive) -> {
            int segments = segments(meant, station);
            boolean another = segments == 0 && segments(rows, station) > 0;
            copies.put(station, copy(station, alive, segments, total, another, nowNs));
        });
        return copies;
    }

    private StationCopy copy(String station, boolean alive, int segments, int total, boolean another, long nowNs) {
        Seen now = next(seen.get(station), segments, nowNs);
        seen.put(station, now);
        long quiet = nowNs - now.risenNs();
        return new StationCopy(station, segments, total, another, alive, quiet < RATE_NS ? now.rate() : 0, quiet);
    }

    private static Seen next(@Nullable Seen before, int segments, long nowNs) {
        if (before == null) {
            return new Seen(segments, nowNs, 0);
        } else if (segments <= before.segments()) {
            return new Seen(segments, before.risenNs(), before.rate());
        }
        double rate = (segments - before.segments()) * SECOND / Math.max(1, nowNs - before.risenNs());
        return new Seen(segments, nowNs,
                before.rate() == 0 ? rate : (1 - WEIGHT) * before.rate() + WEIGHT * rate);
    }

    private static int segments(List<HoldingRow> rows, String station) {
        return rows.stream()
                .filter(row -> row.station().equals(station))
                .mapToInt(row -> row.copies().count())
                .findFirst()
                .orElse(0);
    }
}
