package io.mediachassis.backplane.source;

import java.util.Optional;

/**
 * A station that could send a copy.
 *
 * @param home whether it is the home station, which all others may ask
 * @param distanceKm as configured; 0: not configured
 * @param load share of its engines' egress that is in use, 0 to 1
 * @param measured of the way from it, while that is not too old
 * @param alike what was measured of other ways that are about as long, where nothing better is known
 */
public record SourceCandidate(
        String station, boolean home, int distanceKm, double load, Optional<PathMeasure> measured,
        Optional<PathMeasure> alike) {
    /** Where nothing is known of ways of that length. */
    public SourceCandidate(
            String station, boolean home, int distanceKm, double load, Optional<PathMeasure> measured) {
        this(station, home, distanceKm, load, measured, Optional.empty());
    }

    /** With what a station's book has of the way from it, and of ways as long as that. */
    public static SourceCandidate of(
            String station, boolean home, int distanceKm, double load, PathBook book, long nowNs) {
        return new SourceCandidate(
                station, home, distanceKm, load, book.of(station, nowNs), book.alike(distanceKm, nowNs));
    }
}
