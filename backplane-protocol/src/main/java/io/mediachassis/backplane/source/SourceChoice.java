package io.mediachassis.backplane.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses the station to copy from, where several hold it (seed 002 claims 14 and 15), by {@link CostModel}. It remembers what
 * was begun here, so that many choices between two words of a source do not flood it. With a seed it also tries ways of which
 * little is known, now and then: each is believed to be as good as it is likely to turn out, drawn anew for each choice
 * (Thompson sampling), so that one is tried as often as it may well be the best. The same seed and questions give the same
 * answers. One thread; nothing here reads a clock.
 */
public final class SourceChoice {
    private static final Comparator<Judged> CHEAPEST = Comparator.<Judged>comparingDouble(j -> j.cost().cost())
            .thenComparing(judged -> judged.candidate().station());

    private final CostModel model = new CostModel();
    private final CopiesUnderWay underWay = new CopiesUnderWay();
    private final SplittableRandom random;
    private final boolean tries;
    private long lastNs;

    private record Judged(SourceCandidate candidate, SourceCost cost) {
        RankedSource ranked() {
            return new RankedSource(candidate, cost.seconds(), cost.cost(), cost.why(candidate));
        }
    }

    /** Goes by what is most likely, and tries nothing. */
    public SourceChoice() {
        this.random = new SplittableRandom(0);
        this.tries = false;
    }

    /** Tries ways now and then; stations with seeds of their own do not all try the same one. */
    public SourceChoice(long seed) {
        this.random = new SplittableRandom(seed);
        this.tries = true;
    }

    /**
     * The best first, as of the last time that this was told.
     *
     * @param bytes of the copy
     */
    public List<RankedSource> rank(List<SourceCandidate> candidates, long bytes) {
        List<Judged> judged = new ArrayList<>(candidates.size());
        for (SourceCandidate candidate : candidates) {
            judged.add(new Judged(candidate, model.cost(
                    candidate, bytes, underWay.from(candidate.station(), lastNs),
                    underWay.reserved(candidate.station(), lastNs), tries ? random.nextGaussian() : 0)));
        }
        judged.sort(CHEAPEST);
        return judged.stream().map(Judged::ranked).toList();
    }

    /**
     * The best first.
     *
     * @param bytes of the copy
     */
    public List<RankedSource> rank(List<SourceCandidate> candidates, long bytes, long nowNs) {
        lastNs = nowNs;
        return rank(candidates, bytes);
    }

    /** A copy from there was begun: it weighs on the way and on the source. */
    public void begun(String station, long nowNs) {
        lastNs = nowNs;
        underWay.begun(station, nowNs);
    }

    /** One that was begun has ended, whole or not. */
    public void ended(String station, long nowNs) {
        lastNs = nowNs;
        underWay.ended(station);
    }
}
