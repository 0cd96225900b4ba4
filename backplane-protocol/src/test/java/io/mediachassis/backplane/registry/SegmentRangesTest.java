package io.mediachassis.backplane.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentRangesTest {
    private static final int SIZE = 40;

    private static BitSet random(Random random) {
        BitSet bits = new BitSet();
        for (int n = random.nextInt(6); n > 0; n--) {
            int first = random.nextInt(SIZE);
            bits.set(first, first + 1 + random.nextInt(SIZE - first));
            bits.clear(random.nextInt(SIZE));
        }
        return bits;
    }

    private static SegmentRanges of(BitSet bits) {
        return SegmentRanges.of(bits.stream().toArray());
    }

    @Test
    void setsBehaveAsSetsOfBitsDo() {
        Random random = new Random(4);
        for (int run = 0; run < 2_000; run++) {
            BitSet a = random(random);
            BitSet b = random(random);
            BitSet plus = (BitSet) a.clone();
            plus.or(b);
            BitSet minus = (BitSet) a.clone();
            minus.andNot(b);
            BitSet both = (BitSet) a.clone();
            both.and(b);
            assertEquals(of(plus), of(a).plus(of(b)));
            assertEquals(of(minus), of(a).minus(of(b)));
            assertEquals(of(both), of(a).and(of(b)));
            assertEquals(a.cardinality(), of(a).count());
            assertEquals(a.length() - 1, of(a).last());
            assertEquals(a.isEmpty(), of(a).isEmpty());
            for (int n = 0; n < SIZE + 2; n++) {
                assertEquals(a.get(n), of(a).contains(n), of(a) + " and " + n);
            }
            assertEquals(of(a), SegmentRanges.parse(of(a).toString()));
            assertEquals(of(a), SegmentRanges.ofPairs(of(a).pairs()));
        }
    }

    @Test
    void neighboursAreOneRange() {
        assertEquals("0-4,7", SegmentRanges.of(7, 4, 3, 0, 1, 2).toString());
        assertEquals("0-4", SegmentRanges.ofPairs(List.of(0, 2, 3, 4)).toString());
        assertEquals(List.of(0, 4, 7, 7), SegmentRanges.parse("0-4,7").pairs());
        assertEquals("", SegmentRanges.NONE.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "4-2", "0-4,3", "a", "0,", "0--2", "99999999", "0-16777216", "1,1; drop table holding"})
    void whatIsNoSetIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SegmentRanges.parse(text));
    }

    @Test
    void pairsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> SegmentRanges.ofPairs(List.of(0)));
        assertThrows(IllegalArgumentException.class, () -> SegmentRanges.ofPairs(List.of(3, 2)));
        assertThrows(IllegalArgumentException.class, () -> SegmentRanges.ofPairs(List.of(-1, 2)));
        assertThrows(IllegalArgumentException.class, () -> SegmentRanges.ofPairs(List.of(5, 6, 6, 7)));
    }
}
