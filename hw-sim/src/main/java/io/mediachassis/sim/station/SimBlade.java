package io.mediachassis.sim.station;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.sim.event.SimProcess;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A blade: its disks, and its process. */
final class SimBlade extends SimProcess implements Clock {
    private static final long MS = 1_000_000L;
    private static final long TICK_NS = 50 * MS;
    private static final long IDLE_NS = 150 * MS;

    final StationWorld world;
    final int slot;
    final SimStore store;
    final SimDisk disk;
    final int capacity;

    /** Outlives its process, not its power. */
    final SimSupervisor supervisor = new SimSupervisor();

    /** Neither controllers nor consoles reach it; its links to other blades are cut apart from this. */
    int isolated;

    /** The highest term on its disk. */
    Term highest = Term.NONE;

    private final long originNs;
    private @Nullable BladeParts parts;
    private Term acting = Term.NONE;
    private long actingUntilNs;
    private int announced;

    SimBlade(StationWorld world, int slot, int capacity, long diskBytes, long diskRate) {
        super("blade " + slot);
        this.world = world;
        this.slot = slot;
        this.capacity = capacity;
        this.originNs = world.random.nextLong(1, 1L << 50);
        this.store = new SimStore(this, diskBytes);
        this.disk = new SimDisk(this, diskRate);
    }

    /** Of the life that runs now; only from code that runs in it. */
    BladeParts parts() {
        return Objects.requireNonNull(parts, "blade does not live");
    }

    boolean reachable() {
        return runs() && isolated == 0;
    }

    @Override
    public long nanoTime() {
        return originNs + world.now;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_800_000_000L).plusNanos(world.now);
    }

    void after(long ns, Runnable code) {
        int inLife = life();
        world.at(world.now + ns, () -> run(inLife, code));
    }

    // ---- life --------------------------------------------------------------------------------------------------

    @Override
    protected void execute(Runnable code) {
        int inLife = life();
        try {
            code.run();
        } catch (RuntimeException e) {
            StackTraceElement[] at = e.getStackTrace();
            world.fail("S0", name() + ": " + e + (at.length > 0 ? " at " + at[0] : ""));
        }
        if (lives(inLife)) {
            world.invariants.checkCapacity(this);
        }
    }

    @Override
    protected void boardStarted() {
        world.network.boardStarted(this);
    }

    @Override
    protected void boot() {
        acting = Term.NONE;
        announced = 0;
        BladeParts fresh = new BladeParts(this);
        parts = fresh;
        after(world.random.nextInt(50) * MS, this::tick);
        after(world.random.nextInt(1000) * MS, this::second);
        after(world.random.nextInt(100) * MS, () -> world.network.dialLoop(this));
        after(world.random.nextInt(250) * MS, fresh.reports::poll);
        fresh.reports.onHoldingsChanged();
    }

    @Override
    protected void ended(boolean silent) {
        world.network.processEnded(this, silent);
        store.stopArrivals();
        parts().close();
        parts = null;
        if (silent) {
            supervisor.boardLost();
        }
    }

    @Override
    protected void trace(String text) {
        world.trace(text);
    }

    private void tick() {
        boolean active = parts().playout();
        after(active ? TICK_NS : IDLE_NS, this::tick);
    }

    private void second() {
        world.network.beat(this);
        parts().reports.report();
        supervisor.refresh();
        after(1000 * MS, this::second);
    }

    // ---- role --------------------------------------------------------------------------------------------------

    /** The term in which it acts as director now, by its lease. */
    Optional<Term> acting() {
        boolean acts = alive() && !acting.equals(Term.NONE) && world.now < actingUntilNs && world.controller.lets(slot);
        return acts ? Optional.of(acting) : Optional.empty();
    }

    int director() {
        return acting().isPresent() ? slot : announced;
    }

    Term highest() {
        return highest;
    }

    void onPromoted(Term term, long untilNs) {
        if (!term.isOlderThan(highest)) {
            highest = term;
            acting = term;
            actingUntilNs = untilNs;
            announced = slot;
            world.trace("blade " + slot + " is director in term " + term);
            parts().keeper.onDirector();
        }
    }

    void onRenewed(Term term, long untilNs) {
        if (acting.equals(term)) {
            actingUntilNs = untilNs;
        }
    }

    void onAnnounced(Term term, int director) {
        if (!term.isOlderThan(highest)) {
            highest = term;
            announced = director;
            if (director != slot) {
                acting = Term.NONE;
            }
        }
    }
}
