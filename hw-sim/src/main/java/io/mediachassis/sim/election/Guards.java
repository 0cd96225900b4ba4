package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.DirectorElection;
import io.mediachassis.controller.election.ElectionTimes;

/**
 * Where the state machines under test come from, so that one with a guard taken out can stand in. The chassis' own are
 * {@link #ALL}.
 *
 * @param cbcFence whether a CBC refuses an epoch lower than it has seen
 * @param persist whether an agent's term survives its process
 */
public record Guards(
        Elections elections, Roles roles, Controllers controllers, boolean cbcFence, boolean persist) {
    /** Makes the election of one epoch. */
    public interface Elections {
        DirectorElection create(long epoch, Iterable<Integer> slots, ElectionTimes times, long nowNs);
    }

    /** Makes the role of one life of an agent. */
    public interface Roles {
        DirectorRole create(int slot, Term highest);
    }

    /** Makes the role of one life of a controller. */
    public interface Controllers {
        ControllerRole create(int number, long nowNs);
    }

    /** Nothing taken out. */
    public static final Guards ALL =
            new Guards(DirectorElection::new, DirectorRole::new, ControllerRole::new, true, true);

    public Guards withElections(Elections mutant) {
        return new Guards(mutant, roles, controllers, cbcFence, persist);
    }

    public Guards withRoles(Roles mutant) {
        return new Guards(elections, mutant, controllers, cbcFence, persist);
    }

    public Guards withControllers(Controllers mutant) {
        return new Guards(elections, roles, mutant, cbcFence, persist);
    }

    public Guards withoutCbcFence() {
        return new Guards(elections, roles, controllers, false, persist);
    }

    public Guards withoutPersistence() {
        return new Guards(elections, roles, controllers, cbcFence, false);
    }
}
