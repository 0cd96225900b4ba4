package io.mediachassis.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.demo.StartProgress.Look;
import io.mediachassis.sim.demo.StartProgress.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final StartProgress progress = new StartProgress(List.of(1, 2), 0, 120 * SECOND);

    private static JsonNode blade(int slot, boolean inService, String... problems) {
        ObjectNode blade = JsonNodeFactory.instance.objectNode().put("slot", slot).put("in_service", inService);
        for (String problem : problems) {
            blade.withArray("problems").add(problem);
        }
        return blade;
    }

    private StartProgress.Step at(long seconds, int director, Map<String, String> ends, JsonNode... blades) {
        return progress.look(new Look(List.of(blades), director, ends), seconds * SECOND);
    }

    @Test
    void allInServiceUnderADirectorIsReady() {
        assertEquals(State.WAIT, at(0, 0, Map.of()).state());
        assertEquals(State.WAIT, at(1, 0, Map.of(), blade(1, true), blade(2, true)).state(), "nobody is director");
        assertEquals(State.WAIT, at(2, 1, Map.of(), blade(1, true), blade(2, false)).state());
        assertEquals(State.READY, at(3, 1, Map.of(), blade(1, true), blade(2, true)).state());
    }

    @Test
    void problemsAreToldOnce() {
        assertEquals(List.of("blade 2: port 8554 is in use"),
                at(1, 1, Map.of(), blade(2, false, "port 8554 is in use")).told());
        assertEquals(List.of(), at(2, 1, Map.of(), blade(2, false, "port 8554 is in use")).told());
        assertEquals(List.of("blade 2: the disk is full"),
                at(3, 1, Map.of(), blade(2, false, "port 8554 is in use", "the disk is full")).told());
        assertEquals(List.of("controller-2 ended with status 2: colour is no key"),
                at(4, 1, Map.of("controller-2", "ended with status 2: colour is no key")).told());
    }

    @Test
    void whatServesGoesOnOnceTheOthersTroubleIsKnownAndNothingMoves() {
        Map<String, String> ends = Map.of("blade-2", "ended with status 1: no");
        assertEquals(State.WAIT, at(1, 1, Map.of(), blade(1, true)).state());
        assertEquals(State.WAIT, at(40, 1, Map.of(), blade(1, true)).state(), "it may only be slow");
        assertEquals(State.WAIT, at(41, 1, ends, blade(1, true)).state());
        assertEquals(State.WAIT, at(60, 1, ends, blade(1, true)).state());
        assertEquals(State.PART, at(61, 1, ends, blade(1, true)).state());
        assertEquals("blade 2 is not in service (ended with status 1: no)", progress.missing());
    }

    @Test
    void aSlowBladeIsWaitedForToTheEnd() {
        assertEquals(State.WAIT, at(119, 1, Map.of(), blade(1, true), blade(2, false)).state());
        assertEquals(State.PART, at(120, 1, Map.of(), blade(1, true), blade(2, false)).state());
        assertEquals("blade 2 is not in service", progress.missing());
    }

    @Test
    void withoutADirectorNothingGoesOn() {
        Map<String, String> ends = Map.of("blade-1", "ended with status 1: no", "blade-2", "ended with status 1: no");
        assertEquals(State.WAIT, at(60, 0, ends).state());
        assertEquals(State.FAILED, at(120, 0, ends).state());
        assertTrue(progress.missing().contains("blade 1 is not in service (ended"), progress.missing());
    }
}
