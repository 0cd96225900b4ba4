package io.mediachassis.sim.scenario;

import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.sim.election.ActiveDuties;
import io.mediachassis.sim.election.Guards;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What decides in a unit, so that something broken can stand in: a test of the tests. The product's own is {@link #NONE}.
 *
 * @param duties takes what an active controller does, and gives what stands in for it
 * @param station guards of what the blades store and play
 */
record Mutation(Guards guards, ControlSettings settings, UnaryOperator<ActiveDuties> duties,
        Set<io.mediachassis.sim.station.Guards> station) {
    static final Mutation NONE = new Mutation(Guards.ALL, ControlSettings.DEFAULT, UnaryOperator.identity(),
            io.mediachassis.sim.station.Guards.ALL);

    ActiveDuties duties(ActiveDuties own) {
        return duties.apply(own);
    }

    Mutation withDuties(UnaryOperator<ActiveDuties> mutant) {
        return new Mutation(guards, settings, mutant, station);
    }

    Mutation withGuards(Guards mutant) {
        return new Mutation(mutant, settings, duties, station);
    }

    Mutation withSettings(ControlSettings mutant) {
        return new Mutation(guards, mutant, duties, station);
    }

    Mutation withStation(Set<io.mediachassis.sim.station.Guards> mutant) {
        return new Mutation(guards, settings, duties, mutant);
    }
}
