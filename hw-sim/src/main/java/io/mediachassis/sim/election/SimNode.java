package io.mediachassis.sim.election;

import io.mediachassis.sim.event.SimProcess;

/** A process with its own clock, which may run fast or slow. */
abstract class SimNode extends SimProcess {
    final ElectionWorld world;
    /** Index in the network: controllers 0 and 1, the blade in slot n is n + 1. */
    final int index;

    private final long rate;
    private final long offset;

    SimNode(ElectionWorld world, int index, String name) {
        super(name);
        this.world = world;
        this.index = index;
        this.rate = switch (world.random.nextInt(3)) {
            case 0 -> 900;
            case 1 -> 1100;
            default -> world.random.nextLong(900, 1101);
        };
        this.offset = world.random.nextLong(1, 1_000_000) * 1_000_000L;
    }

    /** This node's own clock. */
    long now() {
        return offset + world.now / 1000 * rate;
    }

    /** Runs it in this life after a time of this node's clock, or once it is continued. */
    void after(long ownNs, Runnable code) {
        int inLife = life();
        world.at(world.now + ownNs / rate * 1000, () -> run(inLife, code));
    }

    @Override
    protected void execute(Runnable code) {
        code.run();
        world.invariants.check(this);
    }

    @Override
    protected void boardStarted() {
        world.network.boardStarted(this);
    }

    @Override
    protected void ended(boolean silent) {
        world.network.processEnded(this, silent);
        roleEnded();
    }

    @Override
    protected void continued() {
        world.invariants.check(this);
        beforeBacklog();
        // Timers and messages come in either order when a process is continued.
        if (world.random.nextBoolean()) {
            tick();
            world.invariants.check(this);
        }
    }

    @Override
    protected void trace(String text) {
        if (world.tracing) {
            world.trace(text);
        }
    }

    /** The role that this life had is no more. */
    abstract void roleEnded();

    /** It was stopped, for how long it can't know. */
    abstract void beforeBacklog();

    abstract void tick();

    /** The link works. */
    abstract void linkUp(SimLink link);

    /** The link is gone; the role it carries is to be given up before the other side can know. */
    abstract void linkDown(SimLink link, boolean closedByPeer);
}
