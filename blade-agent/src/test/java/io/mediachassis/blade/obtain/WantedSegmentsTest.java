package io.mediachassis.blade.obtain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Which segment comes next. */
class WantedSegmentsTest {
    private final WantedSegments wanted = new WantedSegments();
    private final BitSet lacking = new BitSet();

    @Test
    void withoutConsolesTheyComeInOrder() {
        lacking.set(0, 3);
        assertEquals(0, wanted.next(lacking));
        lacking.clear(0);
        assertEquals(1, wanted.next(lacking));
        lacking.clear();
        assertEquals(-1, wanted.next(lacking));
    }

    @Test
    void whatConsolesWaitForComesFirstAndTheLatestSeekBeforeAll() {
        lacking.set(0, 100);
        wanted.wanted(0, 1);
        wanted.wanted(50, 2);
        assertEquals(50, wanted.next(lacking));
        lacking.clear(50);
        assertEquals(0, wanted.next(lacking));
    }

    @Test
    void thenWhatSomebodyComesToSoonest() {
        lacking.set(0, 100);
        wanted.wanted(0, 1);
        wanted.wanted(50, 2);
        lacking.clear(0, 4);
        lacking.clear(50, 52);
        assertEquals(52, wanted.next(lacking), "two segments ahead of one, four of the other");
        lacking.clear(52, 100);
        assertEquals(4, wanted.next(lacking));
        lacking.clear(4, 50);
        assertEquals(-1, wanted.next(lacking));
    }

    @Test
    void behindAllConsolesTheRestComesInOrder() {
        lacking.set(3, 9);
        wanted.wanted(20, 1);
        assertEquals(3, wanted.next(lacking));
    }

    @Test
    void consolesThatHaveGoneAreForgotten() {
        lacking.set(0, 10);
        wanted.wanted(5, 1);
        wanted.expire(WantedSegments.PLACE_NS);
        assertEquals(5, wanted.next(lacking));
        wanted.expire(WantedSegments.PLACE_NS + 1);
        assertEquals(0, wanted.next(lacking));
    }
}
