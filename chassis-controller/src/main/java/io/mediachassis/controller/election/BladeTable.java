package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.BladeView.Role;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The blades of one epoch by slot, and what can be said of them together. Owned by {@link DirectorElection}. */
final class BladeTable {
    private final SortedMap<Integer, BladeView> blades = new TreeMap<>();
    private final ElectionTimes times;
    private final Term first;

    /**
     * Those present when the epoch begins; others come with their first event.
     *
     * @param epoch the term (epoch, 0) is what each has surely been ordered at least
     */
    BladeTable(long epoch, Iterable<Integer> slots, ElectionTimes times, long nowNs) {
        this.times = times;
        this.first = new Term(epoch, 0);
        for (int slot : slots) {
            view(slot, nowNs);
        }
    }

    /** The blade of a slot; one that was unknown may hold a lease from before our epoch. */
    BladeView view(int slot, long nowNs) {
        return blades.computeIfAbsent(slot, s -> new BladeView(s, first, nowNs + times.leaseNs()));
    }

    boolean knows(int slot) {
        return blades.containsKey(slot);
    }

    @Nullable BladeView find(int slot) {
        return blades.get(slot);
    }

    /** By slot. */
    Collection<BladeView> all() {
        return blades.values();
    }

    int present() {
        return (int) blades.values().stream().filter(blade -> blade.present).count();
    }

    /** The acting director of the highest term that reports itself, if it is fresh. */
    @Nullable BladeView acting(long nowNs) {
        BladeView acting = null;
        for (BladeView blade : blades.values()) {
            boolean acts = blade.role == Role.DIRECTOR || blade.role == Role.CARETAKER;
            if (acts && blade.fresh(nowNs, times.suspectNs())
                    && (acting == null || blade.term.compareTo(acting.term) > 0)) {
                acting = blade;
            }
        }
        return acting;
    }

    /**
     * How many may still confirm a caretaker of a term before this one. A blade that has it on disk never does again,
     * and what it confirmed before has expired after a while; of any other, even one that is dead now, we can't know.
     */
    int couldConfirm(Term term, long nowNs) {
        int could = 0;
        for (BladeView blade : blades.values()) {
            if (blade.term.isOlderThan(term) || nowNs - blade.termSinceNs < times.confirmedNs()) {
                could++;
            }
        }
        return could;
    }

    /** The controller itself was away so long: nobody's heartbeat can be blamed for it. */
    void forgive(long gapNs, long nowNs) {
        for (BladeView blade : blades.values()) {
            blade.heardNs = Math.min(nowNs, blade.heardNs + gapNs);
        }
    }
}
