package io.mediachassis.blade.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WaterMarksTest {
    private static final WaterMarks MARKS = new WaterMarks(0.8);

    @Test
    void aboveTheHighMarkItIsEmptiedToTheLowOne() {
        assertEquals(0, MARKS.excess(900, 1000));
        assertEquals(101, MARKS.excess(901, 1000));
        assertEquals(200, MARKS.excess(1000, 1000));
    }

    @Test
    void whatIsFreeEndsAtTheLowMark() {
        assertEquals(800, MARKS.room(0, 1000));
        assertEquals(0, MARKS.room(850, 1000));
    }

    @Test
    void aMarkIsAShare() {
        assertThrows(IllegalArgumentException.class, () -> new WaterMarks(1));
        assertThrows(IllegalArgumentException.class, () -> new WaterMarks(0));
    }
}
