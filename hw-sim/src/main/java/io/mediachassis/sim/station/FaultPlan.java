package io.mediachassis.sim.station;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a run, and when it is mended: all of it before {@link StationWorld#HEAL_NS}. */
final class FaultPlan {
    private static final long MS = 1_000_000L;
    private static final int KINDS = 11;
    private static final long FIRST_NS = 8_000 * MS;
    private static final long LAST_NS = StationWorld.HEAL_NS - 8_000 * MS;
    /** What a fault leaves behind is over after this. */
    private static final long AFTER_NS = 1_500 * MS;

    private final StationWorld world;
    private final SplittableRandom random;
    private final List<Integer> kinds = new ArrayList<>();

    FaultPlan(StationWorld world) {
        this.world = world;
        this.random = world.random.split();
    }

    void plan() {
        // Each run has its own few kinds of faults: that finds more than all kinds in every run.
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            kinds.add(random.nextInt(KINDS));
        }
        for (int bursts = random.nextInt(6); bursts > 0; bursts--) {
            long burst = random.nextLong(FIRST_NS, LAST_NS);
            for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
                world.at(Math.min(LAST_NS, burst + random.nextInt(3000) * MS), this::strike);
            }
        }
        world.at(StationWorld.HEAL_NS, this::heal);
    }

    private void strike() {
        SimBlade blade = world.blades.get(random.nextInt(world.blades.size()));
        SimBlade other = world.blades.get(random.nextInt(world.blades.size()));
        SimBlade director = world.station();
        if (director != null && random.nextInt(3) == 0) {
            blade = director;
        }
        long duration = (50 + random.nextInt(random.nextInt(4) == 0 ? 7000 : 1500)) * MS;
        int kind = kinds.get(random.nextInt(kinds.size()));
        world.trace("FAULT " + kind + " on blade " + blade.slot + " for " + duration / MS + " ms");
        world.invariants.touch(blade.slot, world.now + duration + AFTER_NS);
        switch (kind) {
            case 0 -> kill(blade, false, duration);
            case 1 -> kill(blade, true, duration + 300 * MS);
            case 2 -> pause(blade, duration);
            case 3 -> isolate(blade, duration);
            case 4 -> cut(blade, other, random.nextInt(3) == 0 ? untilLinksEnd() : duration);
            case 5 -> stall(blade, Math.min(duration, 900 * MS));
            case 6 -> blade.disk.slowUntil(world.now + duration);
            case 7 -> loseDisks(blade, duration);
            case 8 -> leave(blade, duration);
            case 9 -> world.controller.handOver();
            default -> {
                kill(blade, random.nextBoolean(), duration);
                world.controller.handOver();
            }
        }
    }

    private void kill(SimBlade blade, boolean silent, long duration) {
        if (!blade.alive()) {
            return;
        }
        blade.end(silent);
        if (!silent) {
            blade.supervisor.agentKilled(false);
        }
        world.at(world.now + duration, blade::start);
    }

    /** An agent is killed that leaves its consoles' connections to the next one. */
    private void leave(SimBlade blade, long duration) {
        if (blade.alive()) {
            blade.end(false);
            blade.supervisor.agentKilled(true);
            world.at(world.now + duration, blade::start);
        }
    }

    private void pause(SimBlade blade, long duration) {
        int life = blade.life();
        if (!blade.stopped()) {
            blade.stop();
            world.at(world.now + duration, () -> {
                if (blade.life() == life) {
                    blade.goOn();
                }
            });
        }
    }

    /** Neither blades nor consoles nor controllers reach it. */
    private void isolate(SimBlade blade, long duration) {
        blade.isolated++;
        for (SimBlade other : world.blades) {
            if (other != blade) {
                cut(blade, other, duration);
            }
        }
        world.at(world.now + duration, () -> blade.isolated--);
    }

    /** So long that both sides give up their link. */
    private long untilLinksEnd() {
        return Math.min((5500 + random.nextInt(6000)) * MS, StationWorld.HEAL_NS - world.now);
    }

    private void cut(SimBlade one, SimBlade two, long duration) {
        if (one == two) {
            return;
        }
        world.network.cut(one.slot, two.slot);
        world.invariants.touch(one.slot, world.now + duration + AFTER_NS);
        world.invariants.touch(two.slot, world.now + duration + AFTER_NS);
        world.at(world.now + duration, () -> world.network.heal(one.slot, two.slot));
    }

    private void stall(SimBlade blade, long duration) {
        for (SimBlade other : world.blades) {
            if (random.nextBoolean()) {
                world.network.stall(blade.slot, other.slot, world.now + duration);
            }
            if (random.nextBoolean()) {
                world.network.stall(other.slot, blade.slot, world.now + duration);
            }
        }
    }

    private void loseDisks(SimBlade blade, long duration) {
        kill(blade, true, duration + 500 * MS);
        blade.store.wipe();
    }

    private void heal() {
        world.trace("ALL HEALED");
        for (SimBlade blade : world.blades) {
            blade.goOn();
            blade.start();
        }
    }
}
