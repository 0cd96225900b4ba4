package io.mediachassis.sim.election;

import io.mediachassis.sim.event.SimProcess;

/** A process with its own clock, which may run fast or slow. */
public abstract class SimNode extends SimProcess {
    final ChassisWorld world;
    /** Index in the network: controllers 0 and 1, the blade in slot n is n + 1. */
    final int index;

    /** Thousandths of a nanosecond of its own for each of true time. */
    private long rate;
    private long offset;

    SimNode(ChassisWorld world, int index, String name) {
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

    /** From now on its clock runs so fast, 1000 being right; what it shows does not jump. */
    public final void clockRate(long perMille) {
        long shown = now();
        rate = perMille;
        offset += shown - now();
    }

    /** Its place in the network: controllers have 0 and 1, the blade in slot n has n + 1. */
    public final int index() {
        return index;
    }

    /** This node's own clock. */
    public final long now() {
        return offset + world.now / 1000 * rate;
    }

    /** Runs it in this life after a time of this node's clock, or once it is continued. */
    public final void after(long ownNs, Runnable code) {
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
