package io.mediachassis.backplane.source;

import java.util.Comparator;
import java.util.List;

/** Chooses the station to copy from, where several hold it (seed 002 claim 14). Pure. */
public final class SourceChoice {
    private static final double UNKNOWN_BPS = 100e6;
    private static final long NS = 1_000_000_000L;

    /**
     * The best first.
     *
     * @param bytes of the copy
     */
    public List<RankedSource> rank(List<SourceCandidate> candidates, long bytes) {
        return candidates.stream()
                .map(candidate -> ranked(candidate, bytes))
                .sorted(Comparator.comparingDouble(RankedSource::cost).thenComparing(ranked -> ranked.candidate().station()))
                .toList();
    }

    private static RankedSource ranked(SourceCandidate candidate, long bytes) {
        double rate = candidate.measured().map(PathMeasure::bitsPerSecond).orElse(UNKNOWN_BPS);
        double seconds = bytes * 8.0 / rate
                + candidate.measured().map(path -> path.roundTripNs() / (double) NS).orElse(0.0);
        double cost = seconds / Math.max(0.05, 1 - candidate.load()) + candidate.distanceKm() / 1000.0;
        return new RankedSource(candidate, seconds, cost,
                String.format("%.1f s for the copy, %.0f %% of it in use", seconds, candidate.load() * 100));
    }
}
