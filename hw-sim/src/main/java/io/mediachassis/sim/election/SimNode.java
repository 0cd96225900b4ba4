package io.mediachassis.sim.election;

import java.util.ArrayList;
import java.util.List;

/**
 * A process with its own clock. It can be killed (its operating system closes its links), lose power (nothing is
 * closed), or be stopped: then it runs no code, its clock goes on, and what it was sent waits.
 */
abstract class SimNode {
    final ElectionWorld world;
    /** Index in the network: controllers 0 and 1, the blade in slot n is n + 1. */
    final int index;

    final String name;
    private final long rate;
    private final long offset;
    private final List<Runnable> backlog = new ArrayList<>();

    boolean alive;
    boolean stopped;
    /** It ended with its board, which takes longer to come back than a process. */
    boolean endedSilently;
    /** Which life of the process this is: what was meant for an earlier one is void. */
    int life;

    SimNode(ElectionWorld world, int index, String name) {
        this.world = world;
        this.index = index;
        this.name = name;
        this.rate = switch (world.random.nextInt(3)) {
            case 0 -> 900;
            case 1 -> 1100;
            default -> 900 + world.random.nextInt(201);
        };
        this.offset = world.random.nextLong(1, 1_000_000) * 1_000_000L;
    }

    /** This node's own clock. */
    long now() {
        return offset + world.now / 1000 * rate;
    }

    boolean runs() {
        return alive && !stopped;
    }

    /** Runs it in this life after a time of this node's clock, or once it is continued. */
    void after(long ownNs, Runnable code) {
        int inLife = life;
        world.at(world.now + ownNs / rate * 1000, () -> run(inLife, code));
    }

    /** Runs it now, or once the process is continued, unless that life is over. */
    void run(int inLife, Runnable code) {
        if (!alive || life != inLife) {
            return;
        }
        if (stopped) {
            backlog.add(() -> run(inLife, code));
            return;
        }
        code.run();
        world.invariants.check(this);
    }

    final void start() {
        if (alive) {
            return;
        }
        if (endedSilently) {
            endedSilently = false;
            world.network.boardStarted(this);
        }
        alive = true;
        stopped = false;
        life++;
        backlog.clear();
        if (world.tracing) {
            world.trace(name + " starts");
        }
        boot();
    }

    /**
     * The process ends.
     *
     * @param silent its whole board stops, so that nobody closes its links for it
     */
    final void end(boolean silent) {
        endedSilently |= silent;
        if (!alive) {
            return;
        }
        alive = false;
        stopped = false;
        backlog.clear();
        if (world.tracing) {
            world.trace(name + (silent ? " loses power" : " is killed"));
        }
        world.network.processEnded(this, silent);
        ended();
    }

    final void stop() {
        if (alive && !stopped) {
            stopped = true;
            if (world.tracing) {
                world.trace(name + " is stopped");
            }
        }
    }

    final void goOn() {
        if (!alive || !stopped) {
            return;
        }
        stopped = false;
        if (world.tracing) {
            world.trace(name + " is continued");
        }
        world.invariants.check(this);
        continued();
        // Timers and messages come in either order when a process is continued.
        List<Runnable> waiting = new ArrayList<>(backlog);
        backlog.clear();
        if (world.random.nextBoolean()) {
            tick();
            world.invariants.check(this);
        }
        for (Runnable code : waiting) {
            code.run();
        }
    }

    abstract void boot();

    abstract void ended();

    abstract void continued();

    abstract void tick();

    /** The link works. */
    abstract void linkUp(SimLink link);

    /** The link is gone; the role it carries is to be given up before the other side can know. */
    abstract void linkDown(SimLink link, boolean closedByPeer);
}
