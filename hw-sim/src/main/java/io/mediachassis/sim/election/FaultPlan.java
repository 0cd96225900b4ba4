package io.mediachassis.sim.election;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a run, and when it is mended: all of it before {@link ElectionWorld#HEAL_NS}. */
final class FaultPlan {
    private static final long MS = 1_000_000L;
    private static final int KINDS = 23;
    private static final long LAST_START_NS = 20_000 * MS;

    private final ElectionWorld world;
    private final SplittableRandom random;
    private final List<Integer> kinds = new ArrayList<>();
    private int longest;

    FaultPlan(ElectionWorld world) {
        this.world = world;
        this.random = world.random.split();
    }

    void plan() {
        // Each run has its own few kinds of faults: that finds more than all kinds in every run.
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            kinds.add(random.nextInt(KINDS));
        }
        boolean calm = random.nextInt(4) == 0;
        longest = 100 + random.nextInt(random.nextInt(3) == 0 ? 6000 : 1500);
        // Faults that come close together find more than faults spread evenly.
        for (int bursts = calm ? 1 : 3 + random.nextInt(6); bursts > 0; bursts--) {
            long burst = random.nextLong(LAST_START_NS);
            int spread = 300 + random.nextInt(1500);
            for (int faults = 1 + random.nextInt(calm ? 2 : 6); faults > 0; faults--) {
                world.at(Math.min(LAST_START_NS, burst + random.nextInt(spread) * MS), this::strike);
            }
        }
        if (random.nextInt(3) == 0) {
            for (int slot = 1; slot <= world.blades; slot++) {
                if (random.nextBoolean()) {
                    world.cbcs[slot - 1].dead = true; // until all is healed
                    world.invariants.touch(slot, ElectionWorld.HEAL_NS);
                }
            }
        }
        for (int i = 0; i < 8; i++) {
            // No fault: a controller that was not given the processor for a moment must not blame others.
            int number = random.nextInt(2);
            long late = (60 + random.nextInt(160)) * MS;
            world.at((i * 2500L + random.nextInt(2000)) * MS, () -> pause(world.controllers[number], late));
        }
        world.at(ElectionWorld.HEAL_NS, world::healAll);
    }

    private void strike() {
        long duration = (20 + random.nextInt(longest)) * MS;
        int slot = 1 + random.nextInt(world.blades);
        AgentNode acting = world.acting();
        if (acting != null && random.nextInt(10) < 6) {
            slot = acting.slot;
        }
        AgentNode agent = world.agents[slot - 1];
        ControllerNode controller = world.controllers[random.nextInt(2)];
        ControllerNode activeOne = world.activeController();
        if (activeOne != null && random.nextInt(10) < 6) {
            controller = activeOne;
        }
        long end = world.now + duration;
        int kind = kinds.get(random.nextInt(kinds.size()));
        int touched = kind <= 8 ? slot : 0;
        long settles = kind >= 16 ? 4000 * MS : 1500 * MS;
        world.invariants.touch(touched, end + settles);
        if (world.tracing) {
            world.trace("FAULT " + kind + " on blade " + slot + " or " + controller.name() + " for " + duration / MS + " ms");
        }
        switch (kind) {
            case 0 -> agent.end(false);
            case 1 -> pause(agent, duration);
            case 2 -> {
                pause(agent, duration);
                int life = agent.life();
                SimCbc cbc = world.cbcs[slot - 1];
                world.at(world.now + 2000 * MS, () -> cbc.watchdogDue(life));
            }
            case 3 -> stall(agent, controller, Math.min(duration, 900 * MS));
            case 4 -> cut(agent, controller, duration, random.nextInt(3));
            case 5 -> {
                cut(agent, world.controllers[0], duration, random.nextInt(3));
                cut(agent, world.controllers[1], duration, random.nextInt(3));
            }
            case 6 -> cbcDead(slot, duration);
            case 7 -> {
                cbcDead(slot, duration);
                cut(agent, controller, duration, random.nextInt(3));
            }
            case 8 -> {
                world.cbcs[slot - 1].pull();
                world.at(end, world.cbcs[slot - 1]::insert);
            }
            case 9 -> controller.end(false);
            case 10 -> pause(controller, duration);
            case 11 -> world.arbiterLines.cut(controller, end);
            case 12 -> cut(world.controllers[0], world.controllers[1], duration, random.nextInt(3));
            case 13 -> isolate(controller, duration);
            case 14 -> isolate(agent, duration);
            case 15 -> controller.handOver(random.nextInt(3) == 0 ? slot : 0);
            case 16 -> deafen(duration);
            case 17 -> succession(agent, controller);
            case 18 -> outOfSight(agent, duration + 1000 * MS);
            case 20 -> {
                world.arbiterLines.cut(controller, world.now + 2000 * MS);
                cut(agent, world.controllers[1 - controller.index], 4000 * MS, 0);
                cbcDead(slot, 4000 * MS);
            }
            case 21 -> lostPromise(agent, controller);
            case 22 -> staleReports(controller);
            default -> {
                world.controllers[0].end(random.nextBoolean());
                world.controllers[1].end(random.nextBoolean());
            }
        }
        if (kind == 0 || kind == 9 || kind == 17 || kind == 19) {
            world.at(end, world::restart);
        }
    }

    private void pause(SimNode node, long duration) {
        int life = node.life();
        if (node.stopped()) {
            return;
        }
        node.stop();
        world.at(world.now + duration, () -> {
            if (node.life() == life) {
                node.goOn();
            }
        });
    }

    private void stall(SimNode one, SimNode two, long duration) {
        if (random.nextBoolean()) {
            world.network.stall(one.index, two.index, world.now + duration);
        }
        if (random.nextBoolean()) {
            world.network.stall(two.index, one.index, world.now + duration);
        }
    }

    /** @param ways 0: both, 1: from one to two, 2: from two to one */
    private void cut(SimNode one, SimNode two, long duration, int ways) {
        if (ways != 2) {
            world.network.cut(one.index, two.index);
        }
        if (ways != 1) {
            world.network.cut(two.index, one.index);
        }
        world.at(world.now + duration, () -> {
            world.network.heal(one.index, two.index);
            world.network.heal(two.index, one.index);
        });
    }

    /** What is sent to some blades comes late. */
    private void deafen(long duration) {
        long until = world.now + Math.min(duration, 900 * MS);
        for (AgentNode agent : world.agents) {
            if (random.nextBoolean()) {
                world.network.stall(0, agent.index, until);
                world.network.stall(1, agent.index, until);
            }
        }
    }

    /** The director ends and right after it the controller that deals with it, while what it sends comes late. */
    private void succession(AgentNode agent, ControllerNode controller) {
        deafen((400 + random.nextInt(500)) * MS);
        agent.end(false);
        endLater(controller, random.nextInt(400), 1500);
    }

    /** A hand-over and then a new controller, which hears late what the blades said before. */
    private void staleReports(ControllerNode controller) {
        for (AgentNode each : world.agents) {
            long until = world.now + (400 + random.nextInt(300)) * MS;
            world.network.stall(each.index, 1 - controller.index, until);
        }
        int after = 50 + random.nextInt(100);
        world.at(world.now + after * MS, () -> controller.handOver(0));
        endLater(controller, after + 15 + random.nextInt(60), 1500);
    }

    private void endLater(SimNode node, int afterMs, int restartMs) {
        int life = node.life();
        world.at(world.now + afterMs * MS, () -> {
            if (node.life() == life) {
                node.end(false);
                world.at(world.now + restartMs * MS, world::restart);
            }
        });
    }

    /** Neither its link nor its CBC tells of a blade. */
    private void outOfSight(AgentNode agent, long duration) {
        cut(agent, world.controllers[0], duration, 0);
        cut(agent, world.controllers[1], duration, 0);
        cbcDead(agent.slot, duration);
    }

    /** While the director is out of sight, its peers are cut off the controller too, or start anew. */
    private void lostPromise(AgentNode agent, ControllerNode controller) {
        outOfSight(agent, 3000 * MS);
        for (AgentNode other : world.agents) {
            if (other == agent) {
                continue;
            }
            int when = 300 + random.nextInt(400);
            switch (random.nextInt(3)) {
                case 0 -> endLater(other, when, 50 + random.nextInt(200));
                case 1 -> world.at(world.now + when * MS, () -> cut(other, controller, 900 * MS, 0));
                default -> { }
            }
        }
    }

    private void isolate(SimNode node, long duration) {
        int ways = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        boolean some = random.nextBoolean();
        for (SimNode other : world.nodes()) {
            if (other != node && !(some && random.nextInt(3) == 0)) {
                cut(node, other, duration, ways);
            }
        }
    }

    private void cbcDead(int slot, long duration) {
        SimCbc cbc = world.cbcs[slot - 1];
        cbc.dead = true;
        world.at(world.now + duration, () -> cbc.dead = false);
    }
}
