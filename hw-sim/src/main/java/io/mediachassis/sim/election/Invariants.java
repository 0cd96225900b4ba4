package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import java.util.Arrays;

/** What must hold whatever happens; a breach ends the run. */
public final class Invariants {
    private static final long SECOND = 1_000_000_000L;

    private final ChassisWorld world;
    private final Term[] obeyed;
    private Term highestObeyed = Term.NONE;
    /** Until when a fault worked on the blade, its links or its CBC, by slot; 0: on what all depend on. */
    private final long[] touchedUntil;

    private int settled;
    long elections;

    Invariants(ChassisWorld world, int blades) {
        this.world = world;
        this.obeyed = new Term[blades + 1];
        Arrays.fill(obeyed, Term.NONE);
        this.touchedUntil = new long[blades + 1];
    }

    /** A fault works until then on a blade; slot 0: on the controllers or the arbiter. */
    public void touch(int slot, long untilNs) {
        touchedUntil[slot] = Math.max(touchedUntil[slot], untilNs);
    }

    /** After each event of a node: only what the node may have begun can break I1 and I3, since both end by time. */
    void check(SimNode node) {
        if (node instanceof AgentNode agent) {
            if (agent.role.state() != DirectorRole.State.ENGINE && agent.runs() && agent.acts()) {
                for (AgentNode other : world.agents) {
                    if (other != agent && other.runs() && other.acts()) {
                        throw new Violation("I1", "blades " + agent.slot + " (" + agent.role.state() + " in term "
                                + agent.role.term() + ") and " + other.slot + " (" + other.role.state() + " in term "
                                + other.role.term() + ") act at once");
                    }
                }
            }
        } else {
            ControllerNode one = world.controllers[0];
            ControllerNode two = world.controllers[1];
            if (one.mayAct() && two.mayAct()) {
                throw new Violation("I3", "both controllers are active");
            }
        }
    }

    void obeyed(AgentNode agent, Term term) {
        if (term.isOlderThan(obeyed[agent.slot])) {
            throw new Violation("I2", "blade " + agent.slot + " obeys term " + term + " after " + obeyed[agent.slot]);
        }
        if (term.compareTo(highestObeyed) > 0) {
            highestObeyed = term;
            elections++;
        }
        for (int slot = 1; slot < obeyed.length; slot++) {
            if (slot != agent.slot && obeyed[slot].equals(term)) {
                throw new Violation("I2", "blades " + slot + " and " + agent.slot + " obey the same term " + term);
            }
        }
        obeyed[agent.slot] = term;
    }

    void cbcObeys(int slot, long epoch, long highest) {
        if (epoch < highest) {
            throw new Violation("I2", "the CBC of blade " + slot + " obeys epoch " + epoch + " after " + highest);
        }
    }

    void lost(AgentNode agent, String reason) {
        untouched(agent, "gives up: " + reason);
    }

    void poweredOff(AgentNode agent) {
        if (agent.runs() && agent.acts()) {
            untouched(agent, "is powered off");
        }
    }

    private void untouched(AgentNode agent, String what) {
        if (world.now - Math.max(touchedUntil[0], touchedUntil[agent.slot]) > 5 * SECOND) {
            throw new Violation("I4", "the healthy director, blade " + agent.slot + ", " + what);
        }
    }

    /** Called again and again once every fault has been healed for 8 s. */
    void settled() {
        int acting = 0;
        for (AgentNode agent : world.agents) {
            if (agent.runs() && agent.acts()) {
                acting = agent.slot;
            }
        }
        if (acting == 0 || (settled != 0 && settled != acting)) {
            throw new Violation("I5", settled == 0
                    ? "nobody acts 8 s after all is healed"
                    : "blade " + settled + " acted when all was healed, now it is " + acting);
        }
        settled = acting;
    }
}
