package io.mediachassis.sim.source;

import io.mediachassis.backplane.source.PathBook;
import io.mediachassis.backplane.source.RankedSource;
import io.mediachassis.backplane.source.SourceCandidate;
import io.mediachassis.backplane.source.SourceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The product's own choice, with a book of each station's own. */
final class CostPolicy implements SourcePolicy {
    private final Geography map;
    private final List<SourceChoice> choices = new ArrayList<>();
    private final List<PathBook> books = new ArrayList<>();
    private final String[] names;

    CostPolicy(Geography map, long seed) {
        this.map = map;
        names = new String[map.stations];
        for (int s = 0; s < map.stations; s++) {
            names[s] = Integer.toString(s);
            choices.add(new SourceChoice(seed * 100_003 + s));
            books.add(new PathBook());
        }
    }

    @Override
    public int choose(int station, long bytes, int[] holders, double[] load, Set<Integer> busy, double nowS) {
        long nowNs = ns(nowS);
        List<SourceCandidate> candidates = new ArrayList<>(holders.length);
        for (int holder : holders) {
            if (!busy.contains(holder)) {
                candidates.add(SourceCandidate.of(
                        names[holder], holder == Geography.HOME, map.distanceKm(holder, station), load[holder],
                        books.get(station), nowNs));
            }
        }
        List<RankedSource> ranked = choices.get(station).rank(candidates, bytes, nowNs);
        return ranked.isEmpty() ? -1 : Integer.parseInt(ranked.get(0).candidate().station());
    }

    @Override
    public void begun(int station, int source, double nowS) {
        choices.get(station).begun(names[source], ns(nowS));
    }

    @Override
    public void ended(int station, int source, long bytes, double seconds, double roundTripS, double nowS) {
        choices.get(station).ended(names[source], ns(nowS));
        books.get(station).transferred(names[source], bytes, ns(seconds), ns(roundTripS), ns(nowS));
    }

    private static long ns(double seconds) {
        return Math.max(1, Math.round(seconds * 1e9));
    }
}
