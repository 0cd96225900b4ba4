package io.mediachassis.sim.station;

import io.mediachassis.backplane.term.Term;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The controllers as the blades see them: which blades are linked, and who is director. The election itself has a
 * simulation of its own; this one never makes two.
 */
final class SimController {
    private static final long MS = 1_000_000L;
    private static final long BEAT_NS = 100 * MS;
    private static final long SILENT_NS = 300 * MS;
    private static final long LEASE_NS = 700 * MS;
    /** What a lease lasts at most, and some more. */
    private static final long LEASE_OVER_NS = 1100 * MS;

    private final StationWorld world;
    private final @Nullable IntSupplier reign;
    private final long[] heardNs;
    private final int[] heardLife;
    /** What is said to a blade comes in order. */
    private final long[] lastNs;
    private int linked;
    private int told;
    private int director;
    private int directorLife;
    private Term term = new Term(1, 0);

    /** @param reign says who is director; null: this does */
    SimController(StationWorld world, int blades, @Nullable IntSupplier reign) {
        this.world = world;
        this.reign = reign;
        this.heardNs = new long[blades + 1];
        this.heardLife = new int[blades + 1];
        this.lastNs = new long[blades + 1];
    }

    void start() {
        beat();
    }

    private void beat() {
        linked = 0;
        for (SimBlade blade : world.blades) {
            if (blade.reachable()) {
                if (heardLife[blade.slot] != blade.life()) {
                    heardLife[blade.slot] = blade.life();
                    greet(blade);
                }
                heardNs[blade.slot] = world.now;
            }
            boolean closed = !blade.alive() && !blade.endedSilently();
            if (heardLife[blade.slot] != 0 && !closed && world.now - heardNs[blade.slot] < SILENT_NS) {
                linked |= 1 << (blade.slot - 1);
            }
        }
        lookAfterDirector();
        boolean news = linked != told;
        told = linked;
        int mask = linked;
        for (SimBlade blade : world.blades) {
            if (blade.reachable()) {
                blade.after(MS, () -> blade.parts().keeper.onControllerHeard());
            }
            if (news) {
                tell(blade, () -> blade.parts().messages.onLinkedSlots(mask));
            }
        }
        world.at(world.now + BEAT_NS, this::beat);
    }

    private void greet(SimBlade blade) {
        Term current = term;
        int who = director;
        int mask = told;
        tell(blade, () -> {
            blade.parts().messages.onLinkedSlots(mask);
            if (who != 0) {
                blade.onAnnounced(current, who);
            }
            // With its first token it is in service.
            blade.supervisor.adopt();
        });
    }

    /** Whether a blade may act as director now, as far as others say so. */
    boolean lets(int slot) {
        return reign == null || reign.getAsInt() == slot;
    }

    private void lookAfterDirector() {
        if (reign != null) {
            follow(reign.getAsInt());
            return;
        }
        SimBlade now = director == 0 ? null : world.blade(director);
        if (now != null && now.lives(directorLife) && isLinked(director)) {
            if (now.reachable()) {
                Term current = term;
                long until = world.now + LEASE_NS;
                tell(now, () -> now.onRenewed(current, until));
            }
            return;
        }
        if (now != null && now.lives(directorLife) && world.now - heardNs[director] < LEASE_OVER_NS) {
            if (now.stopped() || world.random.nextInt(3) > 0) {
                return; // its CBC does not answer: its lease has to run out
            }
            fence(now);
        }
        promote();
    }

    private void follow(int acting) {
        SimBlade blade = acting == 0 ? null : world.blade(acting);
        if (blade == null || !blade.reachable()) {
            return;
        }
        if (acting != director || !blade.lives(directorLife)) {
            promote(blade);
        }
        Term current = term;
        long until = world.now + LEASE_NS;
        tell(blade, () -> blade.onRenewed(current, until));
    }

    private void fence(SimBlade blade) {
        blade.end(true);
        world.invariants.touch(blade.slot, world.now + 3000 * MS);
        world.at(world.now + (500 + world.random.nextInt(1000)) * MS, blade::start);
    }

    private void promote() {
        int candidates = Integer.bitCount(linked);
        if (candidates == 0) {
            return;
        }
        int nth = world.random.nextInt(candidates);
        for (SimBlade blade : world.blades) {
            if (isLinked(blade.slot) && blade.reachable() && nth-- == 0) {
                promote(blade);
                return;
            }
        }
    }

    private void promote(SimBlade blade) {
        term = term.nextElection();
        director = blade.slot;
        directorLife = blade.life();
        Term current = term;
        long until = world.now + LEASE_NS;
        tell(blade, () -> blade.onPromoted(current, until));
        for (SimBlade other : world.blades) {
            if (other != blade) {
                tell(other, () -> other.onAnnounced(current, blade.slot));
            }
        }
    }

    /** Plans a hand-over of the role. */
    void handOver() {
        director = 0;
        for (SimBlade blade : world.blades) {
            blade.acting().ifPresent(old -> blade.onAnnounced(old, 0));
        }
    }

    private boolean isLinked(int slot) {
        return (linked >> (slot - 1) & 1) != 0;
    }

    private void tell(SimBlade blade, Runnable message) {
        if (blade.reachable()) {
            int life = blade.life();
            lastNs[blade.slot] = Math.max(lastNs[blade.slot], world.now + (1 + world.random.nextInt(12)) * MS);
            world.at(lastNs[blade.slot], () -> blade.run(life, message));
        }
    }
}
