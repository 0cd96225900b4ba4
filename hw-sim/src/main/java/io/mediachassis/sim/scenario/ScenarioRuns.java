package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.clock.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Runs of scenarios from files, and of random ones, of which one that fails is made small. One thread. */
public final class ScenarioRuns {
    private static final int SHRINK_RUNS = 120;

    private final Clock clock;
    private final Consumer<String> lines;
    private final Mutation mutation;
    private final int shrinkRuns;
    private final List<Outcome> outcomes = new ArrayList<>();

    /** @param lines takes what is told while it runs */
    public ScenarioRuns(Clock clock, Consumer<String> lines) {
        this(clock, lines, Mutation.NONE, SHRINK_RUNS);
    }

    /** @param shrinkRuns so many runs a failing scenario may cost to be made small */
    ScenarioRuns(Clock clock, Consumer<String> lines, Mutation mutation, int shrinkRuns) {
        this.shrinkRuns = shrinkRuns;
        this.clock = clock;
        this.lines = lines;
        this.mutation = mutation;
    }

    /**
     * One scenario of a file.
     *
     * @param seed empty: the file's own, or 1
     * @param realTime by the wall's clock, with lines for those who watch
     * @throws ScenarioException when the file is none
     */
    public void file(Path file, OptionalLong seed, boolean realTime) {
        Scenario scenario = ScenarioFile.read(file);
        long with = seed.orElse(scenario.seed().orElse(1));
        add(new ScenarioRun(scenario, with, mutation, realTime ? Pace.real(lines) : Pace.VIRTUAL, clock).run());
    }

    private void add(Outcome outcome) {
        outcomes.add(outcome);
        lines.accept(Report.line(outcome));
    }

    /**
     * Random scenarios, until one fails, which is made small.
     *
     * @param folder where the small one is put
     * @return the file that shows the failure; empty text: none failed
     */
    public String random(long firstSeed, int runs, Path folder) {
        for (int i = 0; i < runs; i++) {
            Outcome outcome = run(RandomScenarios.of(firstSeed + i));
            if (!outcome.held()) {
                add(outcome);
                return shrink(outcome, folder);
            }
            outcomes.add(outcome.withoutEvents());
            if ((i + 1) % 25 == 0) {
                lines.accept(i + 1 + " of " + runs + " runs, nothing broken");
            }
        }
        lines.accept(runs + " runs from seed " + firstSeed + ": nothing broken");
        return "";
    }

    private String shrink(Outcome failed, Path folder) {
        Shrinker shrinker = new Shrinker(failed, this::run, shrinkRuns);
        Outcome small = shrinker.shrink();
        Path file = folder.resolve("failing-" + failed.seed() + ".yaml");
        SmallScenario.write(file, small);
        lines.accept("made small by " + shrinker.tried() + " runs: " + small.scenario().faults().size() + " of "
                + failed.scenario().faults().size() + " faults are left; run it with: chassis sim --scenario " + file);
        outcomes.set(outcomes.size() - 1, small);
        return file.toString();
    }

    private Outcome run(Scenario scenario) {
        return new ScenarioRun(scenario, scenario.seed().orElse(1), mutation, Pace.VIRTUAL, clock).run();
    }

    /** Whether every oracle held in every run. */
    public boolean held() {
        return outcomes.stream().allMatch(Outcome::held);
    }

    /** For people. */
    public String text() {
        return Report.text(outcomes);
    }

    /** JUnit's XML. */
    public String junit() {
        return Report.junit(outcomes);
    }

    /** For programs. */
    public String json() {
        return Report.json(outcomes);
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }
}
