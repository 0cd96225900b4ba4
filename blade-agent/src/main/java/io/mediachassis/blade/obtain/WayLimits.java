package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** How much may come at a time over a way, and to an engine, by what is on its way already. Pure. */
final class WayLimits implements Obtaining.Ways {
    /** Copies that an engine makes at a time, and with those that consoles wait for. */
    private static final int PER_ENGINE = 4;
    private static final int PER_ENGINE_URGENT = 8;

    private final Collection<Obtaining> coming;
    private final Optional<PlannedProgram> plan;
    private final Set<String> all;

    /**
     * @param plan by which the program comes; empty: a console asked for it
     * @param all ids of what the plan names
     */
    WayLimits(Collection<Obtaining> coming, Optional<PlannedProgram> plan, Set<String> all) {
        this.coming = coming;
        this.plan = plan;
        this.all = all;
    }

    /** What is planned does not take the place of what is planned too, which would only have to come again. */
    @Override
    public boolean stays(String program) {
        return plan.isPresent() && all.contains(program);
    }

    @Override
    public boolean mayUse(String station) {
        // A rate is kept by one engine, so by one copy at a time.
        int most = rate(station) > 0 ? 1 : Obtaining.PER_WAY;
        return plan.isEmpty() || planned(station) < most;
    }

    private long planned(String station) {
        return coming.stream()
                .filter(program -> !program.demanded())
                .flatMap(program -> program.orders().stream())
                .filter(order -> order.way().equals(station))
                .count();
    }

    @Override
    public boolean mayTake(int slot, boolean urgent) {
        long orders = coming.stream()
                .flatMap(program -> program.orders().stream())
                .filter(order -> order.target() == slot)
                .count();
        return orders < (urgent ? PER_ENGINE_URGENT : PER_ENGINE);
    }

    @Override
    public long rate(String station) {
        return plan.map(PlannedProgram::getRateBps).orElse(0L);
    }
}
