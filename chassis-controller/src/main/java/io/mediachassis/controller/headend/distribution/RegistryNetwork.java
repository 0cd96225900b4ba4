package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.controller.headend.registry.Locations;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The other stations as the registry knows them. What they have is asked for every few seconds while somebody wants to know. */
public final class RegistryNetwork implements StationNetwork {
    private static final long FRESH_NS = 2_000_000_000L;
    private static final long UNUSED_NS = 30_000_000_000L;
    private static final int QUESTIONS = 8;

    private final Supplier<Map<String, Boolean>> stations;
    private final Function<String, CompletionStage<Locations>> where;
    private final StationPlans plans;
    private final Clock clock;
    private final Map<Meant, Asked> asked = new HashMap<>();
    private final Queue<Meant> waiting = new ArrayDeque<>();
    private int questions;

    /** A program, and which of those by its id. */
    private record Meant(String program, String manifest) {}

    private static final class Asked {
        private final CopyProgress progress = new CopyProgress();
        private Map<String, StationCopy> copies = Map.of();
        private long askedNs;
        private long usedNs;
        private boolean waits;

        Asked(long askedNs) {
            this.askedNs = askedNs;
        }
    }

    /**
     * Any thread may ask it.
     *
     * @param stations beside the home, and whether they have been heard lately
     * @param where the registry's look-up, which may fail
     */
    public RegistryNetwork(
            Supplier<Map<String, Boolean>> stations, Function<String, CompletionStage<Locations>> where,
            StationPlans plans, Clock clock) {
        this.stations = stations;
        this.where = where;
        this.plans = plans;
        this.clock = clock;
    }

    @Override
    public Set<String> stations() {
        return stations.get().keySet();
    }

    @Override
    public Map<String, StationCopy> copies(String program, String manifest) {
        Meant meant = new Meant(program, manifest);
        Map<String, StationCopy> known;
        synchronized (asked) {
            long now = clock.nanoTime();
            asked.values().removeIf(other -> !other.waits && now - other.usedNs >= UNUSED_NS);
            Asked of = asked.computeIfAbsent(meant, m -> new Asked(now - FRESH_NS));
            of.usedNs = now;
            known = of.copies;
            if (!of.waits && now - of.askedNs >= FRESH_NS && !stations.get().isEmpty()) {
                of.waits = true;
                waiting.add(meant);
            }
        }
        ask();
        return known;
    }

    /** Whoever waits longest first. */
    private void ask() {
        for (Optional<Meant> next = next(); next.isPresent(); next = next()) {
            Meant meant = next.get();
            where.apply(meant.program()).whenComplete((found, error) -> {
                answered(meant, error == null ? found : null);
                ask();
            });
        }
    }

    private Optional<Meant> next() {
        synchronized (asked) {
            if (questions >= QUESTIONS || waiting.isEmpty()) {
                return Optional.empty();
            }
            questions++;
            return Optional.of(waiting.remove());
        }
    }

    private void answered(Meant meant, @Nullable Locations found) {
        synchronized (asked) {
            questions--;
            Asked of = asked.get(meant);
            if (of == null) {
                return;
            }
            of.waits = false;
            of.askedNs = clock.nanoTime();
            if (found != null) {
                of.copies = of.progress.looked(found, meant.manifest(), stations.get(), clock.nanoTime());
            }
        }
    }

    @Override
    public void plan(Map<String, List<PlannedProgram>> plan) {
        plans.put(plan);
    }
}
