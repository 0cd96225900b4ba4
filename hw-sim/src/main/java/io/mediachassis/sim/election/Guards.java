package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.ElectionGuards;

/**
 * Where the state machines under test and their guards come from, so that one with a guard taken out can stand in. The
 * chassis' own are {@link #ALL}.
 *
 * @param cbcFence whether a CBC refuses an epoch lower than it has seen
 * @param persist whether an agent's term survives its process
 */
public record Guards(
        ElectionGuards elections, Roles roles, Controllers controllers, boolean cbcFence, boolean persist) {
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
            new Guards(new ElectionGuards(), DirectorRole::new, ControllerRole::new, true, true);

    public Guards withElections(ElectionGuards mutant) {
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
