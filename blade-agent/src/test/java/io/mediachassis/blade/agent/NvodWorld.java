package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.nvod.Assignment;
import io.mediachassis.blade.nvod.AssignmentPlanner;
import io.mediachassis.blade.nvod.EngineRoom;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.PlannedSets.Planned;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.storage.Manifest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Engines in simulated time that send a set, over lines that delay, with clocks that drift; they die and come back, the
 * director among them. One thread.
 */
final class NvodWorld {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;
    static final long WALL = 1_800_000_000L * SECOND;
    static final int ENGINES = 4;
    static final int SEGMENTS = 5;
    static final int PACKETS = 161;
    static final long SEGMENT_SECONDS = 4;
    /** 160 packets and one short one. */
    static final long SEGMENT_BYTES = 160 * 1316 + 188;

    final SplittableRandom random;
    final NvodLedger ledger;
    final Manifest manifest = manifest();
    final NvodSet set;
    final List<NvodEngine> engines = new ArrayList<>();
    long now;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long eventNumber;
    private int director = 1;
    private Term term = new Term(1, 1);
    private AssignmentPlanner planner;
    /** As the director sees them. */
    private final boolean[] up = new boolean[ENGINES + 1];
    private final PlannedSets first;

    private record Event(long at, long number, Runnable deed) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    NvodWorld(long seed, boolean rtp) {
        random = new SplittableRandom(seed);
        List<Long> ticks = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        manifest.segments().forEach(e -> {
            ticks.add(e.durationTicks());
            bytes.add(e.bytes());
        });
        set = new NvodSet("239.1.1.0", manifest.id(), "", ProgramShape.of(ByteString.copyFrom(manifest.hash()), ticks, bytes),
                5_500, WALL + 4 * SECOND, 0, 0xef010100, 5010, rtp, false, seed, 0, 0, 0);
        ledger = new NvodLedger(this);
        planner = new AssignmentPlanner(set);
        first = PlannedSets.NONE.next(
                term, List.of(new Planned(set, Assignment.none(set.streams(), SEGMENTS))));
        for (int slot = 1; slot <= ENGINES; slot++) {
            engines.add(new NvodEngine(this, slot, random.nextInt(-80, 80), random.nextLong(1000 * SECOND)));
            up[slot] = true;
        }
        engines.forEach(engine -> engine.onPlan(first));
        at(0, this::direct);
    }

    private static Manifest manifest() {
        List<Manifest.Entry> entries = new ArrayList<>();
        String hash = "0".repeat(64);
        long each = SEGMENT_SECONDS * 27_000_000;
        for (int n = 0; n < SEGMENTS; n++) {
            entries.add(new Manifest.Entry(SEGMENT_BYTES, n * each, each, hash, hash));
        }
        return new Manifest(1, "film", "film", 0, SEGMENTS * each, SEGMENTS * SEGMENT_BYTES, "h264", "", entries);
    }

    /** Each segment is on two engines. */
    boolean holds(int slot, int segment) {
        return (segment + 1) % ENGINES == slot % ENGINES || (segment + 2) % ENGINES == slot % ENGINES;
    }

    void at(long ns, Runnable deed) {
        events.add(new Event(Math.max(now, ns), eventNumber++, deed));
    }

    /** A message's way. */
    long delay() {
        return random.nextInt(20) == 0 ? random.nextLong(120 * MS) : 100_000 + random.nextLong(3 * MS);
    }

    void runUntil(long ns) {
        while (!events.isEmpty() && events.peek().at() <= ns) {
            Event event = events.poll();
            now = event.at();
            event.deed().run();
        }
        now = ns;
    }

    NvodEngine engine(int slot) {
        return engines.get(slot - 1);
    }

    int director() {
        return director;
    }

    // ---- the director ------------------------------------------------------------------------------------------

    private void direct() {
        plan();
        at(now + 100 * MS, this::direct);
    }

    private void plan() {
        NvodEngine leader = engine(director);
        if (!leader.alive() || leader.station().isEmpty()) {
            return;
        }
        List<EngineRoom> rooms = new ArrayList<>();
        for (int slot = 1; slot <= ENGINES; slot++) {
            BitSet held = new BitSet();
            for (int n = 0; n < SEGMENTS && up[slot]; n++) {
                held.set(n, holds(slot, n));
            }
            rooms.add(new EngineRoom(slot, 1_000_000_000, 0, held));
        }
        Planned planned = leader.plan().find(set.id()).orElseThrow();
        Optional<Assignment> next = planner.step(planned.assignment(), rooms, leader.station().getAsLong());
        next.ifPresent(assignment -> {
            PlannedSets plan = leader.plan().next(term, List.of(new Planned(set, assignment)));
            leader.onPlan(plan);
            for (NvodEngine engine : engines) {
                at(now + delay(), () -> engine.onPlan(plan));
            }
        });
    }

    // ---- faults ------------------------------------------------------------------------------------------------

    /** An engine's process is gone; others notice after a while, and it comes back. */
    void kill(int slot, long backNs) {
        engine(slot).die();
        ledger.fault(now);
        at(now + 20 * MS + random.nextLong(250 * MS), () -> {
            up[slot] = false;
            if (slot == director) {
                // Elected, and its table says who is up.
                at(now + 150 * MS, () -> elect(slot));
            } else {
                plan();
            }
        });
        at(backNs, () -> {
            engine(slot).start();
            engine(slot).onPlan(engine(director).plan());
            at(now + 300 * MS, () -> up[slot] = true);
        });
    }

    private void elect(int dead) {
        director = dead % ENGINES + 1;
        term = term.nextElection();
        planner = new AssignmentPlanner(set);
        plan();
    }
}
