package io.mediachassis.backplane.source;

import java.util.Optional;

/**
 * What a copy from a station costs (seed 002 claim 15: bandwidth, distance, copying time, load), in seconds. Pure.
 *
 * <p>{@code cost = WAIT x start + copy + long link + home} with {@link #WAIT}, where
 *
 * <ul>
 *   <li><b>start</b> {@code = ROUND_TRIPS x round trip + first bytes / rate}: until a console that waits sees its first
 *       picture. A second of somebody's waiting is worth {@link #WAIT} seconds of a copy that nobody waits for, since the
 *       console plays while the rest arrives.
 *   <li><b>copy</b> {@code = bytes / rate}.
 *   <li><b>rate</b> {@code = way / ((1 + own copies on that way) x slowdown(load))}. Copies share a way as TCP does, each
 *       alike. {@code slowdown(p) = 1 + p^(sqrt(2(m+1)) - 1) / (m (1 - p))} is Sakasegawa's approximation (1977) of waiting
 *       at m servers: a source that has room for several copies at once slows none down before it is nearly full.
 *   <li><b>way</b>: of one copy. A prior by the length of the way, then what other ways of that length gave lately, then
 *       what this way gave, each weighed by {@code n / (n + 1) x 2^(-age / half-life)} with n transfers; weighed in
 *       logarithms, since rates differ by factors. What is old thus goes back to what is believed without it.
 *   <li><b>round trip</b>: the measured one, weighed the same way against 2 ms + 15 us a km, which is light in glass
 *       (10 us a km, there and back) on routes half as long again.
 *   <li><b>long link</b> {@code = LINK x bytes x km}: links over land and sea are few and serve all; the price is what one copy
 *       takes from the others. Where no distance is configured the round trip tells it.
 *   <li><b>home</b> {@code = HOME x (copy + start)}: the home station has everything, so what another can give as well, the
 *       other one is to give.
 * </ul>
 */
public final class CostModel {
    /** Until the first byte: to the source's director and back, connecting, asking, and the window that opens. */
    static final double ROUND_TRIPS = 8;

    /** What a player needs to begin: two seconds of 4 Mbit/s. */
    private static final double FIRST_BYTES = 1e6;

    /** Seconds of copying that a second of waiting is worth. */
    public static final int WAIT = 20;

    /** Seconds for each bit and km: 8 s for a gigabit over 1000 km, as if each thousand were 125 Mbit/s more in a row. */
    private static final double LINK = 8e-9 / 1000;
    private static final double HOME = 1;
    private static final double NEAR_BPS = 300e6;
    private static final double PRIOR_KM = 2000;
    private static final int UNKNOWN_KM = 1000;
    private static final double BASE_ROUND_TRIP_S = 0.002;
    private static final double ROUND_TRIP_S_PER_KM = 15e-6;
    private static final double RATE_HALF_LIFE_NS = 2 * 3600e9;
    private static final double ROUND_TRIP_HALF_LIFE_NS = 24 * 3600e9;
    private static final double SERVERS = 4;
    private static final double WAITING_POWER = Math.sqrt(2 * (SERVERS + 1)) - 1;
    /** Beyond that a source says that it is busy. */
    private static final double FULL = 0.99;
    /** By which factor a way that was never tried may be better or worse: e to this, as a standard deviation. */
    private static final double UNTRIED_SPREAD = 0.25;
    private static final double TRIED_SPREAD = 0.02;

    /** What a way of that length is believed to have for a round trip, in seconds. */
    static double priorRoundTrip(int distanceKm) {
        return BASE_ROUND_TRIP_S + ROUND_TRIP_S_PER_KM * (distanceKm > 0 ? distanceKm : UNKNOWN_KM);
    }

    /**
     * The cost of a copy.
     *
     * @param bytes of the copy
     * @param sharing copies that this station has under way from there
     * @param reserved of the source's egress for those that its last word can't show yet, 0 to 1
     * @param draw of a normal distribution, so that what is not sure is tried now and then; 0: as it most likely is
     */
    public SourceCost cost(SourceCandidate candidate, long bytes, int sharing, double reserved, double draw) {
        double roundTrip = roundTrip(candidate);
        double trust = candidate.measured().map(m -> weight(m, RATE_HALF_LIFE_NS)).orElse(0.0);
        double spread = TRIED_SPREAD + (UNTRIED_SPREAD - TRIED_SPREAD) * (1 - trust);
        double km = kilometres(candidate);
        double way = Math.exp(logOfWay(candidate, trust, km) + spread * draw);
        double load = Math.min(FULL, Math.max(0, candidate.load()) + reserved);
        double rate = way / ((1 + sharing) * slowdown(load));
        double copy = bytes * 8.0 / rate;
        double start = ROUND_TRIPS * roundTrip + Math.min((double) bytes, FIRST_BYTES) * 8 / rate;
        double longLink = LINK * bytes * 8.0 * km;
        double home = candidate.home() ? HOME * (copy + WAIT * start) : 0;
        return new SourceCost(
                roundTrip, rate, trust, load, sharing, start, copy, longLink, home,
                WAIT * start + copy + longLink + home);
    }

    private static double slowdown(double load) {
        return 1 + Math.pow(load, WAITING_POWER) / (SERVERS * (1 - load));
    }

    private static double logOfWay(SourceCandidate candidate, double trust, double km) {
        double believed = Math.log(NEAR_BPS / (1 + km / PRIOR_KM));
        Optional<PathMeasure> alike = candidate.alike();
        if (alike.isPresent()) {
            believed += weight(alike.get(), RATE_HALF_LIFE_NS) * (Math.log(alike.get().bitsPerSecond()) - believed);
        }
        return candidate.measured().isPresent()
                ? believed + trust * (Math.log(candidate.measured().get().bitsPerSecond()) - believed)
                : believed;
    }

    private static double roundTrip(SourceCandidate candidate) {
        double prior = priorRoundTrip(candidate.distanceKm());
        return candidate.measured()
                .filter(m -> m.roundTripNs() > 0)
                .map(m -> prior + weight(m, ROUND_TRIP_HALF_LIFE_NS) * (m.roundTripNs() / 1e9 - prior))
                .orElse(prior);
    }

    private static double kilometres(SourceCandidate candidate) {
        return candidate.distanceKm() > 0
                ? candidate.distanceKm()
                : Math.max(0, (roundTrip(candidate) - BASE_ROUND_TRIP_S) / ROUND_TRIP_S_PER_KM);
    }

    private static double weight(PathMeasure measure, double halfLifeNs) {
        return measure.transfers() / (measure.transfers() + 1.0) * Math.pow(2, -measure.ageNs() / halfLifeNs);
    }
}
