package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import java.util.BitSet;
import java.util.List;

/** Which segments of a program an engine holds for good, by its own word: what groups brought is not among them. Pure. */
public final class KeptSegments {
    private KeptSegments() {}

    /** Numbers that no program has are left out. */
    public static BitSet of(ProgramHolding holding) {
        BitSet kept = numbers(holding.getSegmentRangesList(), holding.getSegmentsTotal());
        kept.andNot(numbers(holding.getCachedRangesList(), holding.getSegmentsTotal()));
        return kept;
    }

    private static BitSet numbers(List<Integer> ranges, int total) {
        BitSet numbers = new BitSet();
        for (int i = 0; i + 1 < ranges.size(); i += 2) {
            int first = ranges.get(i);
            int last = Math.min(ranges.get(i + 1), total - 1);
            if (first >= 0 && first <= last) {
                numbers.set(first, last + 1);
            }
        }
        return numbers;
    }
}
