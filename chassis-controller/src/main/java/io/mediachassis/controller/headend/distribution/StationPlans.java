package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.PlannedProgram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every station is to hold, as its director asks for it, page by page. A plan's number changes whenever the plan does, from
 * reign to reign too. Any thread.
 */
public final class StationPlans {
    private static final int PAGE = 500;
    private static final int EPOCH_SHIFT = 32;

    private volatile Map<String, Plan> plans = Map.of();
    private volatile long last;

    private record Plan(long number, List<PlannedProgram> programs) {}

    /** From now on these; those that stayed as they were keep their numbers. One thread at a time. */
    public synchronized void put(Map<String, List<PlannedProgram>> next) {
        Map<String, Plan> all = new HashMap<>();
        next.forEach((station, programs) -> {
            Plan before = plans.get(station);
            all.put(station, before != null && before.programs().equals(programs)
                    ? before : new Plan(++last, List.copyOf(programs)));
        });
        plans = Map.copyOf(all);
    }

    /** A reign begins: no plan is known yet, and no number of an earlier one is given again. */
    public synchronized void beginReign(long epoch) {
        plans = Map.of();
        last = epoch << EPOCH_SHIFT;
    }

    /** No plan is given any more. */
    public synchronized void endReign() {
        plans = Map.of();
    }

    /** Of the plan of a station; 0: there is none, and what it was told before holds. */
    public long number(String station) {
        Plan plan = plans.get(station);
        return plan == null ? 0 : plan.number();
    }

    /**
     * A page of a station's plan.
     *
     * @param after the last program of the page before; empty: none
     */
    public PlanPage page(String station, String after) {
        Plan plan = plans.get(station);
        if (plan == null) {
            return PlanPage.newBuilder()
                    .setUnavailable(true)
                    .setText("there is no plan for station " + station + " at this head-end now")
                    .build();
        }
        byte[] behind = after.getBytes(StandardCharsets.UTF_8);
        List<PlannedProgram> rest = plan.programs().stream()
                .filter(program -> Arrays.compareUnsigned(
                        program.getProgramId().getBytes(StandardCharsets.UTF_8), behind) > 0)
                .limit(PAGE + 1L)
                .toList();
        return PlanPage.newBuilder()
                .setNumber(plan.number())
                .addAllPrograms(rest.subList(0, Math.min(PAGE, rest.size())))
                .setMore(rest.size() > PAGE)
                .build();
    }
}
