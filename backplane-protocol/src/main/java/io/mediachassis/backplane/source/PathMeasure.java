package io.mediachassis.backplane.source;

/**
 * What was measured of the way from one station to another.
 *
 * @param bitsPerSecond of one transfer
 * @param roundTripNs from a question to its answer, the smallest lately; 0: never measured
 * @param ageNs since the transfers that it is made of, of which the newest and largest count most
 * @param transfers of which it is made
 */
public record PathMeasure(double bitsPerSecond, long roundTripNs, long ageNs, int transfers) {}
