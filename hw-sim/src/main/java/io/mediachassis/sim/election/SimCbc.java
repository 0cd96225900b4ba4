package io.mediachassis.sim.election;

/** A blade's CBC, as far as the election sees it: power, watchdog, presence, and a memory of the highest epoch. */
final class SimCbc {
    private static final long MS = 1_000_000L;

    private final ElectionWorld world;
    private final AgentNode agent;
    private boolean powered = true;
    private boolean orderedOn = true;
    private long highestEpoch;
    private int watchdogAcknowledged;
    private long lastSequence;
    private int powerOrder;
    /** It is stuck, or its blade is pulled out: it answers nobody. */
    boolean dead;

    boolean present = true;
    /** How often its watchdog reset the board: in the reply until a poll says it was heard. */
    private int watchdogResets;

    SimCbc(ElectionWorld world, AgentNode agent) {
        this.world = world;
        this.agent = agent;
    }

    boolean powered() {
        return powered;
    }

    /** Whether a frame of this epoch is obeyed; a frame that was overtaken by a later one of its sender is not. */
    boolean admits(long epoch, long sequence) {
        if (epoch < highestEpoch && world.guards.cbcFence()) {
            return false;
        }
        if (epoch == highestEpoch && sequence <= lastSequence) {
            return false;
        }
        world.invariants.cbcObeys(agent.slot, epoch, highestEpoch);
        highestEpoch = Math.max(epoch, highestEpoch);
        lastSequence = sequence;
        return true;
    }

    /** The asker has all events up to this number. */
    void acknowledge(int through) {
        watchdogAcknowledged = Math.max(watchdogAcknowledged, through);
    }

    /** Number of the newest event, if it is not acknowledged yet; else 0. */
    int newestEvent() {
        return watchdogResets > watchdogAcknowledged ? watchdogResets : 0;
    }

    void powerOff() {
        orderedOn = false;
        int order = ++powerOrder;
        world.at(world.now + (5 + world.random.nextInt(35)) * MS, () -> {
            if (order == powerOrder && powered) {
                world.invariants.poweredOff(agent);
                powered = false;
                agent.end(true);
            }
        });
    }

    void powerOn() {
        if (orderedOn) {
            return;
        }
        orderedOn = true;
        int order = ++powerOrder;
        world.at(world.now + (5 + world.random.nextInt(35)) * MS, () -> {
            if (order == powerOrder && present) {
                powered = true;
                bootAfter(400 + world.random.nextInt(1100));
            }
        });
    }

    /** The agent kicked the watchdog last when it was stopped. */
    void watchdogDue(int life) {
        if (agent.lives(life) && agent.stopped() && !dead && powered) {
            watchdogResets++;
            if (world.tracing) {
                world.trace("watchdog of blade " + agent.slot + " expires");
            }
            agent.end(true);
            bootAfter(400 + world.random.nextInt(1100));
        }
    }

    void pull() {
        present = false;
        powered = false;
        powerOrder++;
        agent.end(true);
    }

    void insert() {
        present = true;
        powered = true;
        orderedOn = true;
        powerOrder++;
        dead = false;
        bootAfter(400 + world.random.nextInt(1100));
    }

    private void bootAfter(long ms) {
        int order = powerOrder;
        world.at(world.now + ms * MS, () -> {
            if (order == powerOrder && powered) {
                agent.start();
            }
        });
    }
}
