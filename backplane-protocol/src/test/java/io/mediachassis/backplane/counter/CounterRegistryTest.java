package io.mediachassis.backplane.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CounterRegistryTest {
    private enum Door implements Counter {
        OPENED("door_opened_total", "times", "The door was opened."),
        GUESTS("door_guests_total", "guests", "Guests that came in.");

        private final Declaration declaration;

        Door(String metric, String unit, String sentence) {
            this.declaration = new Declaration(metric, unit, sentence);
        }

        @Override
        public Declaration declaration() {
            return declaration;
        }
    }

    private enum Bell implements Counter {
        RUNG;

        @Override
        public Declaration declaration() {
            return new Declaration("bell_rung_total", "times", "The bell was rung.");
        }
    }

    private final Counts<Door> front = new Counts<>(Door.class);
    private final Counts<Door> back = new Counts<>(Door.class);
    private final CounterRegistry registry = new CounterRegistry();

    @Test
    void addsUpWhatIsRegisteredSeveralTimes() {
        registry.register(front);
        registry.register(new Counts<>(Bell.class));
        registry.register(back);
        front.add(Door.OPENED);
        back.add(Door.OPENED);
        back.add(Door.GUESTS, 5);
        assertEquals(1, front.get(Door.OPENED));
        assertEquals(
                Map.of("door_opened_total", 2L, "door_guests_total", 5L, "bell_rung_total", 0L), registry.values());
    }

    @Test
    void declaresEachOnceInOrder() {
        registry.register(front);
        registry.register(back);
        registry.register(new Counts<>(Bell.class));
        assertEquals(
                List.of("door_opened_total", "door_guests_total", "bell_rung_total"),
                registry.declarations().stream().map(Declaration::metric).toList());
        assertEquals("guests", registry.declarationsMessage().getCounters(1).getUnit());
        assertEquals("Guests that came in.", registry.declarationsMessage().getCounters(1).getSentence());
    }

    @Test
    void losesNothingBetweenThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 20_000; n++) {
                    front.add(Door.GUESTS, 2);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(160_000, front.get(Door.GUESTS));
    }

    @Test
    void refusesWhatReportsCanNotShow() {
        assertThrows(IllegalArgumentException.class, () -> new Declaration("door.opened", "times", "Opened."));
        assertThrows(IllegalArgumentException.class, () -> new Declaration("door_opened", "times", "Opened."));
        assertThrows(IllegalArgumentException.class, () -> new Declaration("door_opened_total", "", "Opened."));
        assertThrows(IllegalArgumentException.class, () -> new Declaration("door_opened_total", "times", "Opened"));
    }
}
