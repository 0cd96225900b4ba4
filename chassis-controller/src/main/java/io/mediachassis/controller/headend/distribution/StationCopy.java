package io.mediachassis.controller.headend.distribution;

/**
 * What a station has of a program, by the registry's word.
 *
 * @param segments that it holds
 * @param total of the program; 0: not known
 * @param another whether it holds another program by this id instead, of which nothing counts
 * @param alive whether the station has been heard lately
 * @param segmentsPerSecond at which they came lately; 0: none did
 * @param quietNs since the last one came, or since it was first looked for
 */
public record StationCopy(
        String station, int segments, int total, boolean another, boolean alive, double segmentsPerSecond, long quietNs) {
    /** All of it. */
    public boolean whole() {
        return total > 0 && segments >= total;
    }

    /** Until all is here at that rate, seconds; -1: not known. */
    public double leftSeconds() {
        return whole() ? 0 : total > 0 && segmentsPerSecond > 0 ? (total - segments) / segmentsPerSecond : -1;
    }
}
