package io.mediachassis.sim.election;

import java.util.SplittableRandom;

/** What goes wrong in a run, and when it is mended: all of it before {@link ElectionWorld#HEAL_NS}. */
final class FaultPlan {
    private static final long MS = 1_000_000L;
    private static final long LAST_START_NS = 20_000 * MS;

    private final ElectionWorld world;
    private final SplittableRandom random;

    FaultPlan(ElectionWorld world) {
        this.world = world;
        this.random = world.random.split();
    }

    void plan() {
        int faults = 1 + random.nextInt(9);
        // Faults that come close together find more than faults spread evenly.
        long burst = random.nextLong(LAST_START_NS);
        boolean bursting = random.nextInt(3) != 0;
        for (int i = 0; i < faults; i++) {
            long start = bursting && random.nextInt(4) != 0
                    ? Math.min(LAST_START_NS, burst + random.nextInt(3000) * MS)
                    : random.nextLong(LAST_START_NS);
            long duration = duration();
            world.at(start, () -> strike(duration));
        }
        world.at(ElectionWorld.HEAL_NS, world::healAll);
    }

    private long duration() {
        int upTo = switch (random.nextInt(4)) {
            case 0 -> 300;
            case 1 -> 900;
            case 2 -> 2500;
            default -> 6000;
        };
        return (20 + random.nextInt(upTo)) * MS;
    }

    private void strike(long duration) {
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
        int kind = random.nextInt(17);
        int touched = kind <= 8 ? slot : 0;
        world.invariants.touch(touched, end + 1500 * MS);
        if (world.tracing) {
            world.trace("FAULT " + kind + " on blade " + slot + " or " + controller.name + " for " + duration / MS + " ms");
        }
        switch (kind) {
            case 0 -> agent.end(false);
            case 1 -> pause(agent, duration);
            case 2 -> {
                pause(agent, duration);
                int life = agent.life;
                SimCbc cbc = world.cbcs[slot - 1];
                world.at(world.now + 2000 * MS, () -> cbc.watchdogDue(life));
            }
            case 3 -> stall(agent, controller, duration / 2);
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
            case 11 -> world.arbiterCut(controller, end);
            case 12 -> cut(world.controllers[0], world.controllers[1], duration, random.nextInt(3));
            case 13 -> isolate(controller, duration);
            case 14 -> isolate(agent, duration);
            case 15 -> controller.handOver(random.nextInt(3) == 0 ? slot : 0);
            default -> {
                world.controllers[0].end(random.nextBoolean());
                world.controllers[1].end(random.nextBoolean());
            }
        }
        if (kind == 0 || kind == 9 || kind == 16) {
            world.at(end, () -> {
                world.restart();
            });
        }
    }

    private void pause(SimNode node, long duration) {
        int life = node.life;
        node.stop();
        world.at(world.now + duration, () -> {
            if (node.life == life) {
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

    private void isolate(SimNode node, long duration) {
        int ways = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        for (SimNode other : world.nodes()) {
            if (other != node) {
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
