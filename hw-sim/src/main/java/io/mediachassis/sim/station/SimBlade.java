package io.mediachassis.sim.station;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.term.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blade: its disks, and its process, which can be killed (its system closes its links), lose power (nothing is closed)
 * or be stopped: then it runs no code, its clock goes on, and what it was sent waits.
 */
final class SimBlade implements Clock {
    private static final long MS = 1_000_000L;
    private static final long TICK_NS = 50 * MS;
    private static final long IDLE_NS = 150 * MS;

    final StationWorld world;
    final int slot;
    final SimStore store;
    final SimDisk disk;
    final int capacity;

    boolean alive;
    boolean stopped;
    boolean endedSilently;
    /** Neither controllers nor consoles reach it; its links to other blades are cut apart from this. */
    int isolated;
    /** Which life of the process this is: what was meant for an earlier one is void. */
    int life;

    /** The highest term on its disk. */
    Term highest = Term.NONE;

    private final long originNs;
    private final List<Runnable> backlog = new ArrayList<>();
    private @Nullable BladeParts parts;
    private Term acting = Term.NONE;
    private long actingUntilNs;
    private int announced;

    SimBlade(StationWorld world, int slot, int capacity, long diskBytes, long diskRate) {
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

    boolean runs() {
        return alive && !stopped;
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
        int inLife = life;
        world.at(world.now + ns, () -> run(inLife, code));
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
        try {
            code.run();
        } catch (RuntimeException e) {
            StackTraceElement[] at = e.getStackTrace();
            world.fail("S0", "blade " + slot + ": " + e + (at.length > 0 ? " at " + at[0] : ""));
        }
        if (alive && life == inLife) {
            world.invariants.checkCapacity(this);
        }
    }

    // ---- life --------------------------------------------------------------------------------------------------

    void start() {
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
        acting = Term.NONE;
        announced = 0;
        world.trace("blade " + slot + " starts");
        BladeParts fresh = new BladeParts(this);
        parts = fresh;
        after(world.random.nextInt(50) * MS, this::tick);
        after(world.random.nextInt(1000) * MS, this::second);
        after(world.random.nextInt(100) * MS, () -> world.network.dialLoop(this));
        after(world.random.nextInt(250) * MS, fresh::poll);
        fresh.onHoldingsChanged();
    }

    /** @param silent its whole board stops, so that nobody closes its links for it */
    void end(boolean silent) {
        endedSilently |= silent;
        BladeParts ended = parts;
        if (!alive || ended == null) {
            return;
        }
        alive = false;
        stopped = false;
        backlog.clear();
        world.trace("blade " + slot + (silent ? " loses power" : " is killed"));
        world.network.processEnded(this, silent);
        store.stopArrivals();
        ended.close();
        parts = null;
    }

    void stop() {
        if (alive && !stopped) {
            stopped = true;
            world.trace("blade " + slot + " is stopped");
        }
    }

    void goOn() {
        if (alive && stopped) {
            stopped = false;
            world.trace("blade " + slot + " is continued");
            List<Runnable> waiting = new ArrayList<>(backlog);
            backlog.clear();
            waiting.forEach(Runnable::run);
        }
    }

    private void tick() {
        boolean active = parts().playout();
        after(active ? TICK_NS : IDLE_NS, this::tick);
    }

    private void second() {
        world.network.beat(this);
        parts().report();
        after(1000 * MS, this::second);
    }

    // ---- role --------------------------------------------------------------------------------------------------

    /** The term in which it acts as director now, by its lease. */
    Optional<Term> acting() {
        return alive && !acting.equals(Term.NONE) && world.now < actingUntilNs ? Optional.of(acting) : Optional.empty();
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
            parts().onDirector();
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
