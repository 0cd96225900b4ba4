package io.mediachassis.sim.scenario;

import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param simulatedNs how long the unit ran, in its own time
 * @param tookNs how long that took
 * @param happened how many things happened in it
 */
record Outcome(
        Scenario scenario, long seed, List<Verdict> verdicts, List<UnitEvent> events, long simulatedNs, long tookNs,
        long happened) {
    Outcome {
        verdicts = List.copyOf(verdicts);
        events = List.copyOf(events);
    }

    boolean held() {
        return verdicts.stream().allMatch(Verdict::held);
    }

    /** The same for those who run thousands. */
    Outcome withoutEvents() {
        return new Outcome(scenario, seed, verdicts, List.of(), simulatedNs, tookNs, happened);
    }

    /** The first that did not hold. */
    Optional<Verdict> broken() {
        return verdicts.stream().filter(verdict -> !verdict.held()).findFirst();
    }
}
