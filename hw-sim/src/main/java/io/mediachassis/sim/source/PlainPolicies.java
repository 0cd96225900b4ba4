package io.mediachassis.sim.source;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;

/** What the cost is compared with. */
final class PlainPolicies {
    private PlainPolicies() {}

    /** The station that lies nearest. */
    static SourcePolicy nearest(Geography map) {
        return (station, bytes, holders, load, busy, nowS) -> {
            int best = -1;
            int bestKm = Integer.MAX_VALUE;
            for (int holder : holders) {
                int km = map.distanceKm(holder, station);
                if (km < bestKm && !busy.contains(holder)) {
                    best = holder;
                    bestKm = km;
                }
            }
            return best;
        };
    }

    /** Any of them. */
    static SourcePolicy random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (station, bytes, holders, load, busy, nowS) -> {
            int[] free = Arrays.stream(holders).filter(holder -> !busy.contains(holder)).toArray();
            return free.length == 0 ? -1 : free[random.nextInt(free.length)];
        };
    }

    /** Always the home station. */
    static SourcePolicy home() {
        return (station, bytes, holders, load, busy, nowS) -> busy.contains(Geography.HOME) ? -1 : Geography.HOME;
    }
}
