package io.mediachassis.controller.headend.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StationPlansTest {
    private static List<PlannedProgram> programs(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> PlannedProgram.newBuilder().setProgramId(String.format("film-%04d", n)).build())
                .toList();
    }

    @Test
    void aPlanIsReadPageByPage() {
        StationPlans plans = new StationPlans();
        plans.beginReign(3);
        plans.put(Map.of("north", programs(1201)));
        List<PlannedProgram> read = new ArrayList<>();
        String after = "";
        PlanPage page;
        do {
            page = plans.page("north", after);
            assertEquals(plans.number("north"), page.getNumber());
            read.addAll(page.getProgramsList());
            after = page.getPrograms(page.getProgramsCount() - 1).getProgramId();
        } while (page.getMore());
        assertEquals(programs(1201), read);
        assertEquals(0, plans.page("north", after).getProgramsCount());
    }

    @Test
    void itsNumberChangesWithItAlone_andNeverComesAgain() {
        StationPlans plans = new StationPlans();
        assertEquals(0, plans.number("north"));
        assertTrue(plans.page("north", "").getUnavailable());
        plans.beginReign(3);
        plans.put(Map.of("north", programs(1), "south", List.of()));
        long north = plans.number("north");
        long south = plans.number("south");
        plans.put(Map.of("north", programs(2), "south", List.of()));
        assertEquals(south, plans.number("south"), "an empty plan is one too");
        assertNotEquals(north, plans.number("north"));
        long last = plans.number("north");
        plans.endReign();
        assertEquals(0, plans.number("north"), "the other controller's counts now");
        plans.beginReign(5);
        plans.put(Map.of("north", programs(2)));
        assertTrue(plans.number("north") > last);
    }
}
