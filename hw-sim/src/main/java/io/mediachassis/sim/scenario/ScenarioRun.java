package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.election.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario: the unit is switched on, what is planned goes wrong, and each oracle is looked at after each
 * event. The first thing that an oracle sees broken is kept; the run goes on, so that all are told of. One thread.
 */
final class ScenarioRun {
    private static final long MS = 1_000_000L;
    /** All must be well for as long. */
    private static final long CALM_NS = 3_000 * MS;
    /** Events closer together than this are looked at together. */
    private static final long LOOK_NS = 2 * MS;
    /** Between two looks at whether all is well. */
    private static final long HEALTH_NS = 100 * MS;

    /** What the election's own invariants are called here. */
    private static final Map<String, String> ORACLES = Map.of("I1", "one-director", "I3", "one-controller");

    private final Scenario scenario;
    private final long seed;
    private final Mutation mutation;
    private final Pace pace;
    private final Clock clock;
    private final Map<Oracle, String> broken = new LinkedHashMap<>();

    /** @param clock of the wall */
    ScenarioRun(Scenario scenario, long seed, Mutation mutation, Pace pace, Clock clock) {
        this.scenario = scenario;
        this.seed = seed;
        this.mutation = mutation;
        this.pace = pace;
        this.clock = clock;
    }

    Outcome run() {
        long startNs = clock.nanoTime();
        UnitWorld world = new UnitWorld(scenario.unit(), seed, mutation);
        StoragePart storage = scenario.unit().storage() ? new StoragePart(world, seed, mutation) : null;
        try {
            if (storage != null) {
                world.store(storage);
            }
            return run(world, storage, startNs);
        } finally {
            if (storage != null) {
                storage.close();
            }
        }
    }

    private Outcome run(UnitWorld world, @Nullable StoragePart storage, long startNs) {
        FaultHands hands = new FaultHands(world, storage);
        List<Oracle> always = new ArrayList<>(RoleOracles.of(world, hands));
        always.addAll(HardwareOracles.of(world, hands));
        if (storage != null) {
            always.add(new Oracle("media-kept", "No last copy goes but with its disk, streams are sent once, unbroken and"
                    + " within capacity, and consoles are served where nothing is wrong.",
                    () -> storage.violation().orElse("")));
        }
        Oracle terms = new Oracle("terms-rise",
                "Terms and epochs that blades obey only rise, and no two blades obey the same.", () -> "");
        Oracle healed = new Oracle("healed", "Everything is well again "
                + Fields.written(scenario.healsWithin()) + " after the scenario.", () -> Healed.look(world));
        hands.plan(scenario.faults());
        long healedNs = scenario.duration().plus(scenario.healsWithin()).toNanos();
        // Where consoles have to be served it goes on to the end, else until all has been well for a while.
        long soonestNs = storage == null ? scenario.duration().toNanos() : healedNs;
        Lasting well = new Lasting();
        long happened = 0;
        long lookedNs = -1;
        long healthLookNs = 0;
        boolean ended = false;
        pace.begin(world, clock);
        try {
            boolean goesOn = true;
            while (goesOn && world.advance(healedNs + CALM_NS)) {
                happened++;
                if (world.now() - lookedNs >= LOOK_NS) {
                    lookedNs = world.now();
                    look(world, always);
                    if (lookedNs >= soonestNs && lookedNs >= healthLookNs) {
                        healthLookNs = lookedNs + HEALTH_NS;
                        goesOn = !well.longer(Healed.look(world).isEmpty(), lookedNs, CALM_NS - 2 * HEALTH_NS);
                        if (lookedNs >= healedNs) {
                            look(world, List.of(healed));
                            settled(world, storage);
                        }
                    }
                    pace.look(world, clock);
                }
            }
        } catch (Violation violation) {
            // The election's own invariants end the run at once.
            String oracle = ORACLES.getOrDefault(violation.invariant(), terms.name());
            note(world, always.stream().filter(each -> each.name().equals(oracle)).findFirst().orElse(terms),
                    violation.text());
            ended = true;
        }
        List<Oracle> after = EventOracles.of(world, scenario);
        if (!ended) {
            look(world, after);
        }
        List<Oracle> all = new ArrayList<>(always);
        all.add(terms);
        all.add(healed);
        all.addAll(after);
        List<Verdict> verdicts = all.stream()
                .map(oracle -> new Verdict(oracle.name(), oracle.sentence(), broken.getOrDefault(oracle, "")))
                .toList();
        return new Outcome(scenario, seed, verdicts, world.events(), world.now(), clock.nanoTime() - startNs, happened);
    }

    private static void settled(UnitWorld world, @Nullable StoragePart storage) {
        if (storage != null && Healed.look(world).isEmpty()) {
            storage.station().settled();
        }
    }

    private void look(UnitWorld world, List<Oracle> oracles) {
        for (Oracle oracle : oracles) {
            String wrong = oracle.look().get();
            if (!wrong.isEmpty()) {
                note(world, oracle, wrong);
            }
        }
    }

    private void note(UnitWorld world, Oracle oracle, String wrong) {
        broken.putIfAbsent(oracle, String.format("%.3f s: %s", world.now() / 1e9, wrong));
    }
}
