package io.mediachassis.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What happens to a unit, and what must be seen of it; what must hold always is not in it ({@link Oracle}).
 *
 * @param name words with hyphens
 * @param shows one sentence: what this is about
 * @param seed of the unit's luck where the caller has none
 * @param duration in which all faults begin and end
 * @param healsWithin after it, in which everything must be well again
 * @param tells kinds of events that must be logged; {@code kind@slot} of that slot
 * @param neverTells kinds of events that must not be
 */
record Scenario(
        String name,
        String shows,
        OptionalLong seed,
        UnitShape unit,
        Duration duration,
        Duration healsWithin,
        List<TimedFault> faults,
        List<String> tells,
        List<String> neverTells) {
    static final Duration HEALS_WITHIN = Duration.ofSeconds(40);

    Scenario {
        faults = List.copyOf(faults);
        tells = List.copyOf(tells);
        neverTells = List.copyOf(neverTells);
    }

    Scenario withFaults(List<TimedFault> now) {
        return new Scenario(name, shows, seed, unit, duration, healsWithin, now, tells, neverTells);
    }

    Scenario withDuration(Duration now) {
        return new Scenario(name, shows, seed, unit, now, healsWithin, faults, tells, neverTells);
    }

    Scenario withSeed(long now) {
        return new Scenario(name, shows, OptionalLong.of(now), unit, duration, healsWithin, faults, tells, neverTells);
    }
}
