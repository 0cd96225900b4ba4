package io.mediachassis.backplane.source;

/** The rate of a way, of transfers that count the more the larger and the newer they are. One thread. */
final class AgedRate {
    /** A transfer of this size counts half: below it the window's opening is most of its time. */
    private static final double HALF_BYTES = 16e6;
    private static final double HALF_LIFE_NS = 3600e9;
    /** So that the newest large one always makes up a quarter. */
    private static final double MOST_EVIDENCE = 3;

    private double log;
    private double evidence;
    private long atNs;
    private int transfers;

    void add(double bitsPerSecond, long bytes, long nowNs) {
        add(Math.log(bitsPerSecond), bytes / (bytes + HALF_BYTES), nowNs, 1);
    }

    /** Of an earlier life. */
    void add(PathMeasure kept, long nowNs) {
        add(Math.log(kept.bitsPerSecond()), Math.min(MOST_EVIDENCE, kept.transfers()), nowNs - kept.ageNs(),
                kept.transfers());
    }

    private void add(double newLog, double weight, long whenNs, int count) {
        double old = evidence * Math.pow(2, -Math.max(0, whenNs - atNs) / HALF_LIFE_NS);
        double share = weight / (old + weight);
        log += share * (newLog - log);
        atNs = evidence == 0 ? whenNs : atNs + Math.round(share * (whenNs - atNs));
        evidence = Math.min(MOST_EVIDENCE, old + weight);
        transfers = Math.min(1_000_000, transfers + count);
    }

    PathMeasure measure(long roundTripNs, long nowNs) {
        return new PathMeasure(Math.exp(log), roundTripNs, Math.max(0, nowNs - atNs), transfers);
    }
}
