package io.mediachassis.backplane.source;

/**
 * What was measured of the way from one station to another.
 *
 * @param bitsPerSecond of one transfer
 * @param roundTripNs from a question to its answer
 * @param ageNs since the last transfer
 * @param transfers of which it is made
 */
public record PathMeasure(double bitsPerSecond, long roundTripNs, long ageNs, int transfers) {}
