package io.mediachassis.backplane.source;

import java.util.Optional;

/**
 * A station that could send a copy.
 *
 * @param home whether it is the home station, which all others may ask
 * @param distanceKm as configured; 0: not configured
 * @param load share of its engines' egress that is in use, 0 to 1
 * @param measured of the way from it, while that is not too old
 */
public record SourceCandidate(
        String station, boolean home, int distanceKm, double load, Optional<PathMeasure> measured) {}
