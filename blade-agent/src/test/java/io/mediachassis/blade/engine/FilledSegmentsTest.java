package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which segments groups brought, and how much they are. */
class FilledSegmentsTest {
    private final FilledSegments filled = new FilledSegments(1000);
    private int told;

    @BeforeEach
    void serve() {
        filled.serve(Set.of("film", "other"));
        filled.tell(() -> told++);
    }

    @Test
    void whatComesCountsFromItsBegin_andIsToldOfOnceItIsHeld() {
        for (int n : new int[] {3, 4, 5, 9}) {
            filled.begin("film", n, 200);
        }
        assertEquals(List.of(), filled.ranges("film"));
        assertTrue(filled.begun("film", 9));
        assertEquals(0, filled.excess(200));
        assertEquals(100, filled.excess(300));
        filled.onHeld("film", n -> n != 9);
        assertEquals(List.of(3, 5), filled.ranges("film"));
        assertEquals(3, filled.count("film"));
        assertTrue(filled.contains("film", 4) && !filled.contains("film", 9) && !filled.contains("film", 2));
        assertFalse(filled.begun("film", 4));
    }

    @Test
    void whatWasDroppedOrDidNotComeCountsNoMore() {
        filled.begin("film", 1, 400);
        filled.begin("film", 2, 400);
        filled.begin("other", 1, 100);
        filled.onHeld("film", n -> n == 1);
        filled.remove("film", 2);
        assertEquals(500, filled.bytes());
        filled.onHeld("film", n -> false);
        assertEquals(100, filled.bytes());
        filled.onRemoved("other");
        filled.remove("other", 7);
        assertEquals(0, filled.bytes());
    }

    @Test
    void ofProgramsWithoutASetItIsAsAnyOther() {
        filled.begin("film", 1, 400);
        filled.begin("other", 1, 100);
        filled.serve(Set.of("film", "other"));
        assertEquals(0, told);
        filled.serve(Set.of("film"));
        assertEquals(400, filled.bytes());
        assertEquals(1, told);
        assertFalse(filled.begin("other", 1, 100), "the last of it may come after its set has ended");
        assertEquals(400, filled.bytes());
    }

    @Test
    void whatIsToStayIsNoCacheAnyMore() {
        filled.begin("film", 1, 400);
        filled.onHeld("film", n -> true);
        filled.keep("film", List.of(0, 1));
        assertEquals(List.of(), filled.ranges("film"));
        assertEquals(1, told);
        filled.keep("film", List.of(0, 1));
        assertEquals(1, told);
    }
}
