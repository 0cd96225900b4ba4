package io.mediachassis.backplane.source;

import io.mediachassis.backplane.proto.PathReport;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a station measured of the ways from others to it, and so what ways of a length are like; ages ({@link CostModel}). Of
 * at most {@value #MAX_STATIONS} stations, those of which there was no transfer for the longest are forgotten. {@link PathFile}
 * keeps it over restarts. One thread.
 */
public final class PathBook {
    static final int MAX_STATIONS = 1000;
    private static final long FORGOTTEN_NS = Duration.ofDays(7).toNanos();
    /** A bit that takes longer is a transfer that was never under way; and nothing is quicker than this. */
    private static final double LEAST_BPS = 1e3;
    private static final double MOST_BPS = 1e12;

    private final Map<String, Way> ways = new LinkedHashMap<>();
    /** By the binary logarithm of the round trip in milliseconds. */
    private final Map<Integer, AgedRate> lengths = new HashMap<>();

    private static final class Way {
        final AgedRate rate = new AgedRate();
        final LeastRoundTrip roundTrip = new LeastRoundTrip();
    }

    /**
     * A transfer ended, whole or not.
     *
     * @param bytes that came; a few say less of the way than many
     * @param ns that they took
     * @param roundTripNs from a question to its answer, on the way to it; 0: not measured
     */
    public void transferred(String from, long bytes, long ns, long roundTripNs, long nowNs) {
        if (bytes <= 0 || ns <= 0) {
            return;
        }
        double bitsPerSecond = Math.min(MOST_BPS, Math.max(LEAST_BPS, bytes * 8e9 / ns));
        Way way = touched(from);
        way.rate.add(bitsPerSecond, bytes, nowNs);
        way.roundTrip.add(roundTripNs, nowNs);
        if (way.roundTrip.ns() > 0) {
            length(way.roundTrip.ns()).add(bitsPerSecond, bytes, nowNs);
        }
    }

    /** Of the way from a station; empty when none is known or it is too old. */
    public Optional<PathMeasure> of(String from, long nowNs) {
        Way way = ways.get(from);
        return way == null
                ? Optional.empty()
                : Optional.of(way.rate.measure(way.roundTrip.ns(), nowNs)).filter(m -> m.ageNs() < FORGOTTEN_NS);
    }

    /**
     * What ways have given lately that are about as long; empty when none was tried.
     *
     * @param distanceKm 0: not configured
     */
    public Optional<PathMeasure> alike(int distanceKm, long nowNs) {
        long roundTripNs = Math.round(CostModel.priorRoundTrip(distanceKm) * 1e9);
        return Optional.ofNullable(lengths.get(lengthOf(roundTripNs)))
                .map(rate -> rate.measure(roundTripNs, nowNs))
                .filter(m -> m.ageNs() < FORGOTTEN_NS);
    }

    /** The newest, for the head-end and for {@link PathFile}. */
    public List<PathReport> reports(int most, long nowNs) {
        return ways.keySet().stream()
                .flatMap(from -> of(from, nowNs).map(measure -> report(from, measure)).stream())
                .sorted(Comparator.comparingLong(PathReport::getAgeMs).thenComparing(PathReport::getFromStation))
                .limit(most)
                .toList();
    }

    private static PathReport report(String from, PathMeasure measure) {
        return PathReport.newBuilder()
                .setFromStation(from)
                .setBitsPerSecond(Math.round(measure.bitsPerSecond()))
                .setRoundTripNs(measure.roundTripNs())
                .setAgeMs(measure.ageNs() / 1_000_000)
                .setTransfers(measure.transfers())
                .build();
    }

    /** Of a report as {@link #reports} makes them; empty where it can't be. */
    public static Optional<PathMeasure> measure(PathReport report) {
        boolean can = report.getBitsPerSecond() >= LEAST_BPS && report.getBitsPerSecond() <= MOST_BPS
                && report.getTransfers() > 0 && report.getRoundTripNs() >= 0 && report.getAgeMs() >= 0;
        return can
                ? Optional.of(new PathMeasure(
                        (double) report.getBitsPerSecond(), report.getRoundTripNs(),
                        Math.min(FORGOTTEN_NS, Math.min(report.getAgeMs(), Long.MAX_VALUE / 1_000_000) * 1_000_000),
                        report.getTransfers()))
                : Optional.empty();
    }

    /**
     * The book of a station as its reports tell it; what can't be is left out.
     *
     * @param heardNs when they came
     */
    public static PathBook of(List<PathReport> reports, long heardNs) {
        PathBook book = new PathBook();
        reports.forEach(report -> measure(report)
                .ifPresent(measure -> book.restore(report.getFromStation(), measure, heardNs)));
        return book;
    }

    /** What an earlier life had measured. */
    void restore(String from, PathMeasure measure, long nowNs) {
        Way way = touched(from);
        way.rate.add(measure, nowNs);
        way.roundTrip.add(measure.roundTripNs(), nowNs - measure.ageNs());
        if (measure.roundTripNs() > 0) {
            length(measure.roundTripNs()).add(measure, nowNs);
        }
    }

    private Way touched(String from) {
        Way way = ways.remove(from);
        if (way == null && ways.size() >= MAX_STATIONS) {
            ways.remove(ways.keySet().iterator().next());
        }
        Way kept = way == null ? new Way() : way;
        ways.put(from, kept);
        return kept;
    }

    private AgedRate length(long roundTripNs) {
        return lengths.computeIfAbsent(lengthOf(roundTripNs), length -> new AgedRate());
    }

    private static int lengthOf(long roundTripNs) {
        long ms = Math.max(1, Math.min(1023, roundTripNs / 1_000_000));
        return 63 - Long.numberOfLeadingZeros(ms);
    }
}
