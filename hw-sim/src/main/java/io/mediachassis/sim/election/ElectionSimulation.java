package io.mediachassis.sim.election;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the election of whole chassis under random faults and stops at the first broken invariant:
 * <ul>
 *   <li>I1: no two blades act as director at once;
 *   <li>I2: the terms that an agent obeys, and the epochs that a CBC obeys, only rise, and no two blades obey the same;
 *   <li>I3: no two controllers are active at once;
 *   <li>I4: a director that no fault has touched for 5 s keeps the role;
 *   <li>I5: 8 s after all faults are healed a director acts, and goes on to.
 * </ul>
 *
 * Options: {@code --runs N} (10000), {@code --seed S} of the first run; each next run takes the next seed.
 */
public final class ElectionSimulation {
    /** The first run that failed. */
    public record Failure(long seed, String invariant, String text) {}

    private ElectionSimulation() {}

    /** One run; any thread. */
    public static Optional<Failure> run(long seed, Guards guards) {
        Violation violation = attempt(new ElectionWorld(seed, guards, false));
        return violation == null
                ? Optional.empty()
                : Optional.of(new Failure(seed, violation.invariant(), String.valueOf(violation.getMessage())));
    }

    /** Runs with seeds from {@code firstSeed} on until one fails. */
    public static Optional<Failure> search(long firstSeed, int runs, Guards guards) {
        for (int i = 0; i < runs; i++) {
            Optional<Failure> failure = run(firstSeed + i, guards);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** The run again, for people: its parameters and the last events before it failed. */
    public static String explain(long seed, Guards guards) {
        ElectionWorld world = new ElectionWorld(seed, guards, true);
        Violation violation = attempt(world);
        return world.traced() + "\nseed " + seed + ", " + world.blades + " blades: "
                + (violation == null ? "nothing broken" : violation.getMessage());
    }

    private static @Nullable Violation attempt(ElectionWorld world) {
        try {
            world.run();
            return null;
        } catch (Violation violation) {
            return violation;
        }
    }

    public static void main(String[] args) {
        int runs = 10_000;
        long seed = 1;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--runs" -> runs = Integer.parseInt(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                default -> throw new IllegalArgumentException("Unknown option " + args[i] + ": use --runs N --seed S");
            }
        }
        Optional<Failure> failure = search(seed, runs, Guards.ALL);
        if (failure.isPresent()) {
            System.out.println(explain(failure.get().seed(), Guards.ALL));
            System.exit(1);
        }
        System.out.println(runs + " runs from seed " + seed + ": nothing broken");
    }
}
