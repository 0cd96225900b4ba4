package io.mediachassis.sim.scenario;

import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.ControllerNode;
import java.util.List;

/** What must hold of directors and controllers. */
final class RoleOracles {
    /** In the simulation of elections alone it is 8 s after everything is healed. */
    private static final long DIRECTOR_NS = 8_000_000_000L;
    private static final long CONTROLLER_NS = 5_000_000_000L;

    private RoleOracles() {}

    static List<Oracle> of(UnitWorld world, FaultHands hands) {
        Lasting leaderless = new Lasting();
        Lasting headless = new Lasting();
        return List.of(
                new Oracle("one-director", "No two blades act as director at once.", () -> twoDirectors(world)),
                new Oracle("one-controller", "No two controllers are active at once.",
                        () -> world.controller(1).mayAct() && world.controller(2).mayAct() ? "both are" : ""),
                new Oracle("director-in-time",
                        "A director acts within 8 s once an active controller hears a blade that may be it.",
                        () -> leaderless.longer(world.acting() == null && mayElect(world), world.now(), DIRECTOR_NS)
                                ? "nobody has acted for 8 s" : ""),
                new Oracle("controller-in-time",
                        "A controller is active within 5 s where one runs whose line to the arbiter is whole.",
                        () -> headless.longer(world.activeController() == null && mayLead(world, hands), world.now(),
                                CONTROLLER_NS) ? "none has been active for 5 s" : ""));
    }

    private static String twoDirectors(UnitWorld world) {
        AgentNode first = null;
        for (int slot = 1; slot <= world.blades(); slot++) {
            AgentNode agent = world.agent(slot);
            if (agent.runs() && agent.acts()) {
                if (first != null) {
                    return "blades " + first.slot() + " in term " + first.term() + " and " + slot + " in term "
                            + agent.term() + " act at once";
                }
                first = agent;
            }
        }
        return "";
    }

    private static boolean mayElect(UnitWorld world) {
        ControllerNode active = world.activeController();
        if (active == null) {
            return false;
        }
        for (int slot = 1; slot <= world.blades(); slot++) {
            AgentNode agent = world.agent(slot);
            boolean heard = !world.network().isCut(active.index(), agent.index())
                    && !world.network().isCut(agent.index(), active.index());
            if (world.serves(slot) && !world.board(slot).draining() && heard && active.linked(slot)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayLead(UnitWorld world, FaultHands hands) {
        for (int number = 1; number <= 2; number++) {
            if (world.controller(number).runs() && !hands.touches(new Wire(Wire.Kind.ARBITER, number))) {
                return true;
            }
        }
        return false;
    }
}
