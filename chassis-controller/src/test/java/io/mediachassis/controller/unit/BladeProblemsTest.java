package io.mediachassis.controller.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.controller.eventlog.NewEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class BladeProblemsTest {
    private final BladeProblems problems = new BladeProblems();

    private List<String> kinds(int slot, String... reported) {
        return problems.onReport(slot, List.of(reported)).stream().map(NewEvent::kind).toList();
    }

    @Test
    void oneEventWhenItBeginsAndOneWhenItIsOver() {
        assertEquals(List.of(), kinds(1));
        assertEquals(List.of("blade.problem"), kinds(1, "port"));
        assertEquals(List.of(), kinds(1, "port"));
        assertEquals(List.of("blade.problem"), kinds(2, "port"), "another blade's");
        assertEquals(List.of("blade.problem", "blade.problem_over"), kinds(1, "disk"));
        problems.onGone(1);
        assertEquals(List.of("blade.problem"), kinds(1, "disk"), "said again by a blade that came back");
    }
}
