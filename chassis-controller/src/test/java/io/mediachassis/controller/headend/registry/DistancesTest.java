package io.mediachassis.controller.headend.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.headend.registry.Distances.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistancesTest {
    @Test
    void theWayBackIsAsLong_unlessItIsGiven() {
        Distances distances = new Distances(List.of(new Way("a", "b", 10), new Way("b", "c", 20), new Way("c", "b", 30)));
        assertEquals(10, distances.km("a", "b"));
        assertEquals(10, distances.km("b", "a"));
        assertEquals(20, distances.km("b", "c"));
        assertEquals(30, distances.km("c", "b"));
        assertEquals(0, distances.km("a", "c"));
    }

    @Test
    void contradictionsAreToldWithWhatToDo() {
        for (List<Way> wrong : List.of(
                List.of(new Way("a", "a", 10)), List.of(new Way("a", "b", 10), new Way("a", "b", 11)))) {
            String text = assertThrows(IllegalArgumentException.class, () -> new Distances(wrong)).getMessage();
            assertTrue(text.contains("head-end.distances") && text.contains("a") && text.contains(": "), text);
        }
    }
}
