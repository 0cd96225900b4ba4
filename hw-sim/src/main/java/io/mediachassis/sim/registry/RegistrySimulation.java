package io.mediachassis.sim.registry;

import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Runs stations and their registry through many random lives and stops at the first in which something broke; see
 * {@link RegistryWorld}. What decides is the product's own: reports, outbox, registry.
 *
 * <p>Options: {@code --runs N} (1000), {@code --seed S} of the first run; each next run takes the next seed.
 */
public final class RegistrySimulation {
    private RegistrySimulation() {}

    /** The lowest seed of those that were tried in which something broke. */
    public static Optional<Long> search(long firstSeed, int runs) {
        return LongStream.range(firstSeed, firstSeed + runs)
                .parallel()
                .filter(seed -> new RegistryWorld(seed).run().isPresent())
                .boxed()
                .findFirst();
    }

    /** The run again, for people: what broke, and what happened before. */
    public static String explain(long seed) {
        RegistryWorld world = new RegistryWorld(seed);
        String broken = world.run().orElse("nothing broken");
        return world.traced() + "\nseed " + seed + ", " + world.stations.size() + " stations, " + world.drops
                + " segments dropped: " + broken;
    }

    public static void main(String[] args) {
        int runs = 1000;
        long seed = 1;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--runs" -> runs = Integer.parseInt(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                default -> throw new IllegalArgumentException("Unknown option " + args[i] + ": use --runs N --seed S");
            }
        }
        Optional<Long> broken = search(seed, runs);
        if (broken.isPresent() || runs == 1) {
            System.out.println(explain(broken.orElse(seed)));
            System.exit(broken.isPresent() ? 1 : 0);
        }
        System.out.println(runs + " runs from seed " + seed + ": nothing broken");
    }
}
