package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.RankedSource;
import java.util.BitSet;
import java.util.List;

/** One station that holds some of a program: what it costs, whether it can be asked now, and which engines it named. Pure. */
final class FarSource {
    private static final long SECOND = 1_000_000_000L;
    /** Engines become busy: after so long the director is asked anew. */
    private static final long ENGINES_NS = 20 * SECOND;
    private static final long MOST_NS = 60 * SECOND;

    RankedSource ranked;
    SegmentRanges held;
    /** HOST:PORT of its director, by the head-end's word. */
    String address;
    List<String> nets;
    /** Of the whole program, by its word; 0 before it has said. */
    long bytes;
    /** Its director has been asked, and has not answered yet. */
    boolean asking;
    int failures;
    private boolean waits;
    private long retryNs;
    private long namedNs;
    private List<SegmentSource> sources = List.of();

    FarSource(RankedSource ranked, Offer offer) {
        this.ranked = ranked;
        this.held = offer.held();
        this.address = offer.address();
        this.nets = offer.nets();
    }

    boolean usable(long nowNs) {
        return !waits || retryNs - nowNs <= 0;
    }

    /** Not for so long. */
    void waitFor(long ns, long nowNs) {
        waits = true;
        retryNs = nowNs + ns;
        sources = List.of();
    }

    /** It could not be asked, or broke off: the oftener, the longer it is left alone. */
    void failed(long nowNs) {
        asking = false;
        failures = Math.min(16, failures + 1);
        waitFor(Math.min(MOST_NS, SECOND << Math.min(6, failures - 1)), nowNs);
    }

    /** Its director named engines. */
    void gives(List<SegmentSource> engines, long nowNs) {
        waits = false;
        namedNs = nowNs;
        sources = List.copyOf(engines);
    }

    /** Whether its director is to be asked which engines give. */
    boolean isOld(long nowNs) {
        return sources.isEmpty() || nowNs - namedNs >= ENGINES_NS;
    }

    /**
     * Adds the segments that its engines give.
     *
     * @param total segments of the program: what is said beyond them counts for nothing
     */
    void given(BitSet into, int total) {
        sources.forEach(source -> add(source.getSegmentRangesList(), into, total));
    }

    private static void add(List<Integer> pairs, BitSet into, int total) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            int first = pairs.get(i);
            int end = Math.min(total - 1, pairs.get(i + 1)) + 1;
            if (first >= 0 && first < end) {
                into.set(first, end);
            }
        }
    }

    /** Whether it may give a segment: by its director's word, or by the registry's where that is not known. */
    boolean mayGive(int segment, long nowNs) {
        return usable(nowNs) && (isOld(nowNs) ? held.contains(segment) : !engines(segment).isEmpty());
    }

    /** Adds the segments that it may give. */
    void hoped(BitSet into, int total, long nowNs) {
        if (usable(nowNs) && !isOld(nowNs)) {
            given(into, total);
        } else if (usable(nowNs)) {
            add(held.pairs(), into, total);
        }
    }

    /** Those that give a segment, in its order. */
    List<FarEngine> engines(int segment) {
        return sources.stream()
                .filter(source -> holds(source, segment))
                .map(source -> new FarEngine(ranked.candidate().station(), source.getHttpUrl()))
                .toList();
    }

    private static boolean holds(SegmentSource source, int segment) {
        List<Integer> ranges = source.getSegmentRangesList();
        for (int i = 0; i + 1 < ranges.size(); i += 2) {
            if (ranges.get(i) <= segment && segment <= ranges.get(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
