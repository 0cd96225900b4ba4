package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CopyQueue.Order;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyQueueTest {
    private static final Order FIRST = new Order(List.of(0, 1), "http://127.0.1.1:8080/");
    private static final Order SECOND = new Order(List.of(2), "http://127.0.1.2:8080/");
    private static final Order THIRD = new Order(List.of(2, 3), "http://127.0.1.3:8080/");

    private final CopyQueue queue = new CopyQueue();

    @Test
    void orderThatComesWhileOneRuns_followsIt() {
        assertTrue(queue.start("film", FIRST));
        assertFalse(queue.start("film", SECOND));
        assertTrue(queue.start("other", SECOND), "another program's");
        assertEquals(Optional.of(SECOND), queue.following("film"));
        assertFalse(queue.start("film", THIRD), "the second runs");
        assertEquals(Optional.of(THIRD), queue.following("film"));
        assertEquals(Optional.empty(), queue.following("film"));
        assertTrue(queue.start("film", FIRST));
    }

    @Test
    void laterOrderTakesThePlaceOfTheOneThatWaits() {
        assertTrue(queue.start("film", FIRST));
        assertFalse(queue.start("film", SECOND));
        assertFalse(queue.start("film", THIRD));
        assertEquals(Optional.of(THIRD), queue.following("film"));
        assertEquals(Optional.empty(), queue.following("film"));
    }
}
