package io.mediachassis.sim.station;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs whole stations, director, engines and consoles, under random faults and stops at the first broken invariant; see
 * {@link Invariants}. What decides and what carries it out are the product's own classes ({@link BladeParts}).
 *
 * <p>Options: {@code --runs N} (2000), {@code --seed S} of the first run; each next run takes the next seed;
 * {@code --scenario ANCHOR_KILLED} for one alone of what can go wrong. With
 * {@code --runs 1} the run is shown.
 */
public final class StationSimulation {
    /** The first run that failed. */
    public record Failure(long seed, String invariant, String text) {}

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.mediachassis.blade");
    private static int running;

    private StationSimulation() {}

    /** One run; any thread. */
    public static Optional<Failure> run(long seed, Set<Guards> guards, Scenario scenario) {
        Violation violation = attempt(new StationWorld(seed, guards, scenario, false));
        return violation == null
                ? Optional.empty()
                : Optional.of(new Failure(seed, violation.invariant(), violation.text()));
    }

    /** Runs with seeds from {@code firstSeed} on, several at a time, until one fails: the lowest of those that were seen. */
    public static Optional<Failure> search(long firstSeed, int runs, Set<Guards> guards, Scenario scenario) {
        return LongStream.range(firstSeed, firstSeed + runs)
                .parallel()
                .mapToObj(seed -> run(seed, guards, scenario))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The run again, for people: its parameters and the last events before it failed. */
    public static String explain(long seed, Set<Guards> guards, Scenario scenario) {
        StationWorld world = new StationWorld(seed, guards, scenario, true);
        Violation violation = attempt(world);
        return world.traced() + "\nseed " + seed + ", " + world + ", " + world.events + " events: "
                + (violation == null ? "nothing broken" : violation.invariant() + ": " + violation.text());
    }

    /** The blades' own log would be that of thousands of stations; that of one is part of its trace. */
    private static @Nullable Violation attempt(StationWorld world) {
        Traced traced = new Traced(world);
        if (world.tracing) {
            traced.start();
            LOG.addAppender(traced);
        }
        quiet(1, world.tracing);
        try {
            return world.run();
        } finally {
            quiet(-1, false);
            LOG.detachAppender(traced);
        }
    }

    /** One run more or less goes on, so that the blades' log says nothing. */
    static synchronized void quiet(int more, boolean tracing) {
        running += more;
        LOG.setAdditive(running == 0);
        LOG.setLevel(running == 0 ? null : tracing ? Level.INFO : Level.OFF);
    }

    /** What blades log, among what happens to them. */
    private static final class Traced extends AppenderBase<ILoggingEvent> {
        private final StationWorld world;

        Traced(StationWorld world) {
            this.world = world;
        }

        @Override
        protected void append(ILoggingEvent event) {
            world.trace("    " + event.getFormattedMessage());
        }
    }

    public static void main(String[] args) {
        int runs = 2000;
        long seed = 1;
        Scenario scenario = Scenario.ANY;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--runs" -> runs = Integer.parseInt(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                case "--scenario" -> scenario = Scenario.valueOf(args[i + 1]);
                default -> throw new IllegalArgumentException(
                        "Unknown option " + args[i] + ": use --runs N --seed S --scenario ANY");
            }
        }
        Optional<Failure> failure = search(seed, runs, Guards.ALL, scenario);
        if (failure.isPresent() || runs == 1) {
            System.out.println(explain(failure.map(Failure::seed).orElse(seed), Guards.ALL, scenario));
            System.exit(failure.isPresent() ? 1 : 0);
        }
        System.out.println(runs + " runs from seed " + seed + ": nothing broken");
    }
}
