package io.mediachassis.backplane.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.registry.MeantProgram.Held;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeantProgramTest {
    @Test
    void theHomeStationsThenTheOneThatMostHoldThenTheSameForAll() {
        assertEquals(Optional.empty(), MeantProgram.of(List.of()));
        assertEquals(Optional.of("ab"), MeantProgram.of(
                List.of(new Held("cd", false), new Held("ab", true), new Held("cd", false))));
        assertEquals(Optional.of("ab"), MeantProgram.of(
                List.of(new Held("ab", false), new Held("cd", false), new Held("ab", false))));
        assertEquals(Optional.of("cd"), MeantProgram.of(List.of(new Held("ab", false), new Held("cd", false))));
        assertEquals(Optional.of("cd"), MeantProgram.of(List.of(new Held("cd", false), new Held("ab", false))));
    }
}
