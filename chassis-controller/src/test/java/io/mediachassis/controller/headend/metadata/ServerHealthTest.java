package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.controller.headend.metadata.ServerHealth.State;
import io.mediachassis.controller.headend.metadata.Source.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerHealthTest {
    private static final long S = 1_000_000_000L;
    private final ServerHealth health = new ServerHealth();

    @Test
    void itIsDownAfterTwoFailures_andUpAfterOneAnswer() {
        health.are(List.of("a", "b"));
        assertEquals(List.of("a", "b"), health.due(4, 0));
        assertEquals(List.of(), health.due(4, 100 * S), "they are being asked");
        health.asked("a", "no answer", 0);
        health.asked("b", "", 0);
        assertEquals(State.UP, health.state("a"));
        assertEquals(List.of("a"), health.due(4, 10 * S), "what failed is asked again sooner");
        health.asked("a", "no answer", 10 * S);
        assertEquals(State.DOWN, health.state("a"));
        assertEquals("no answer", health.text("a"));
        assertEquals(List.of("b"), health.due(1, 70 * S), "that was asked longest ago");
        assertEquals(List.of("a"), health.due(1, 70 * S));
        health.asked("a", "", 70 * S);
        health.asked("b", "", 70 * S);
        assertEquals(State.UP, health.state("a"));
        health.are(List.of("b"));
        assertEquals(List.of("b"), health.due(4, 200 * S));
    }

    @Test
    void reportsOfSeveralMakeItSuspect_andNobodyCanTakeItDownAlone() {
        health.are(List.of("a"));
        health.due(1, 0);
        health.asked("a", "", 0);
        for (int i = 0; i < 10; i++) {
            health.reported("a", "mallory", "bad", S);
        }
        health.reported("a", "bert", "bad", S);
        assertEquals(State.UP, health.state("a"));
        health.reported("a", "carl", "bad", 2 * S);
        assertEquals(State.SUSPECT, health.state("a"));
        assertEquals(List.of("a"), health.due(1, 10 * S));
        health.asked("a", "", 10 * S);
        assertEquals(State.UP, health.state("a"));
        health.reported("a", "mallory", "bad", 400 * S);
        health.reported("a", "bert", "bad", 800 * S);
        health.reported("a", "carl", "bad", 1200 * S);
        assertEquals(State.UP, health.state("a"), "long apart they say nothing");
    }

    @Test
    void notToBeAbleToAskSaysNothing() {
        health.are(List.of("a", "b"));
        health.due(2, 0);
        health.asked("a", "no answer", 0);
        health.asked("b", "", 0);
        health.due(1, 10 * S);
        health.asked("a", "no answer", 10 * S);
        for (String subscriber : List.of("anna", "bert", "carl")) {
            health.reported("b", subscriber, "bad", 11 * S);
        }
        assertEquals(List.of("b", "a"), health.due(2, 20 * S));
        health.unasked("a", 20 * S);
        health.unasked("b", 20 * S);
        assertEquals(State.DOWN, health.state("a"));
        assertEquals("no answer", health.text("a"));
        assertEquals(State.SUSPECT, health.state("b"));
        assertEquals(List.of(), health.due(2, 29 * S));
        assertEquals(List.of("a", "b"), health.due(2, 30 * S), "their turn comes again");
    }

    @Test
    void thoseThatAreWellComeFirst_inTheOwnersOrder_thenClients() {
        Source primary = new Source(Role.PRIMARY, "p", "/", "f");
        Source first = new Source(Role.ALTERNATE, "a1", "/", "f");
        Source second = new Source(Role.ALTERNATE, "a2", "/", "f");
        Source client = new Source(Role.CLIENT, "c", "/", "f");
        assertEquals(List.of(primary, first, second, client), ServerOrder.of(
                List.of(primary, first, second), List.of(client), address -> State.UP));
        assertEquals(List.of(second, client, first, primary), ServerOrder.of(
                List.of(primary, first, second), List.of(client),
                address -> address.equals("p") ? State.DOWN : address.equals("a1") ? State.SUSPECT : State.UP));
    }
}
