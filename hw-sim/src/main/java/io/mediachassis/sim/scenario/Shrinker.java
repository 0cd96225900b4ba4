package io.mediachassis.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes a scenario that fails smaller, as long as the same oracle is broken: faults are left out and shortened, come sooner,
 * and the scenario ends sooner, until nothing more can be. Pure; what runs a scenario is given.
 */
final class Shrinker {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final Function<Scenario, Outcome> runs;
    private final int most;
    private final String oracle;
    private Scenario smallest;
    private Outcome last;
    private int tried;

    /** @param most how many runs it may take */
    Shrinker(Outcome failed, Function<Scenario, Outcome> runs, int most) {
        this.runs = runs;
        this.most = most;
        this.oracle = failed.broken().orElseThrow().oracle();
        this.smallest = failed.scenario().withSeed(failed.seed());
        this.last = failed;
    }

    /** The outcome of the smallest that still fails. */
    Outcome shrink() {
        boolean smaller = true;
        while (smaller && tried < most) {
            smaller = fewer();
            smaller |= shorter();
            smaller |= sooner();
            smaller |= end();
        }
        return new Outcome(smallest, last.seed(), last.verdicts(), last.events(), last.simulatedNs(), last.tookNs(),
                last.happened());
    }

    /** How many runs it took. */
    int tried() {
        return tried;
    }

    private boolean attempt(Scenario candidate) {
        if (tried >= most || candidate.equals(smallest)) {
            return false;
        }
        tried++;
        Outcome outcome = runs.apply(candidate);
        boolean same = outcome.verdicts().stream().anyMatch(verdict -> verdict.oracle().equals(oracle) && !verdict.held());
        if (same) {
            smallest = candidate;
            last = outcome;
        }
        return same;
    }

    private boolean fewer() {
        boolean any = false;
        for (int i = smallest.faults().size() - 1; i >= 0; i--) {
            List<TimedFault> without = new ArrayList<>(smallest.faults());
            without.remove(i);
            any |= attempt(smallest.withFaults(without));
        }
        return any;
    }

    private boolean shorter() {
        return each(timed -> timed.fault().lasts().compareTo(SHORTEST) <= 0 ? timed
                : new TimedFault(timed.at(), FaultBook.withLasts(timed.fault(), lasts -> rounded(lasts.dividedBy(2)))));
    }

    private boolean sooner() {
        Duration start = UnitShape.START;
        return each(timed -> timed.at().compareTo(start) <= 0 ? timed
                : new TimedFault(rounded(start.plus(timed.at().minus(start).dividedBy(2))), timed.fault()));
    }

    private boolean each(UnaryOperator<TimedFault> change) {
        boolean any = false;
        for (int i = 0; i < smallest.faults().size(); i++) {
            List<TimedFault> changed = new ArrayList<>(smallest.faults());
            changed.set(i, change.apply(changed.get(i)));
            any |= attempt(smallest.withFaults(changed));
        }
        return any;
    }

    /** Right after the last fault. */
    private boolean end() {
        Duration end = smallest.faults().stream().map(TimedFault::end).max(Duration::compareTo).orElse(Duration.ZERO);
        Duration soon = end.plusSeconds(1);
        return soon.compareTo(smallest.duration()) < 0 && attempt(smallest.withDuration(soon));
    }

    private static Duration rounded(Duration time) {
        return Duration.ofMillis(Math.max(SHORTEST.toMillis(), time.toMillis() / 100 * 100));
    }
}
