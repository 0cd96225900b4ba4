package io.mediachassis.sim.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A station: what is on its disks, engines that copy and drop, and one director after the other. What an engine was
 * ordered to drop it drops, whatever became of the director who ordered it.
 */
final class SimStation {
    private static final int PROGRAMS = 5;
    private static final int SEGMENTS = 6;

    /** An order to drop that some engine has. */
    private record Drop(String program, SegmentRanges segments) {}

    final String name;
    final RegistryWorld world;
    /** The outbox's file. */
    final List<StationReport> outboxFile = new ArrayList<>();
    private final Map<String, SegmentRanges> disks = new TreeMap<>();
    private final List<Drop> dropping = new ArrayList<>();
    private @Nullable SimDirector director;
    private int elections;
    private boolean away;

    SimStation(RegistryWorld world, String name) {
        this.world = world;
        this.name = name;
        for (int n = 0; n < PROGRAMS; n++) {
            disks.put("p" + n, SegmentRanges.NONE);
        }
        copy();
    }

    void begin() {
        elect();
        live();
        after(3_000, 15_000, this::directorDies);
        after(5_000, 60_000, this::goAway);
    }

    private void after(int fromMs, int toMs, Runnable code) {
        world.after((fromMs + world.random.nextInt(toMs - fromMs)) * 1_000_000L, code);
    }

    // ---- Its life ----------------------------------------------------------------------------------------------

    private void live() {
        if (!world.isCalm()) {
            if (!away) {
                copy();
                if (director != null && world.random.nextInt(2) == 0) {
                    director.askLeave(new Leave(program(), SimDirector.MANIFEST, some()));
                }
            }
            after(20, 800, this::live);
        }
    }

    private String program() {
        return "p" + world.random.nextInt(PROGRAMS);
    }

    private SegmentRanges some() {
        int first = world.random.nextInt(SEGMENTS);
        return SegmentRanges.between(first, first + world.random.nextInt(SEGMENTS - first));
    }

    /** Of what another station has or, sometimes, of what is new in the system. */
    private void copy() {
        String program = program();
        SegmentRanges there = world.random.nextInt(3) == 0 ? SegmentRanges.upTo(SEGMENTS) : SegmentRanges.NONE;
        for (SimStation other : world.stations) {
            there = there.plus(other.disks.getOrDefault(program, SegmentRanges.NONE));
        }
        SegmentRanges before = disks.getOrDefault(program, SegmentRanges.NONE);
        SegmentRanges copied = some().and(there).minus(before);
        if (!copied.isEmpty()) {
            disks.put(program, before.plus(copied));
            tell(HoldingChange.added(holding(program, copied)));
        }
    }

    private void directorDies() {
        if (!world.isCalm()) {
            if (director != null) {
                world.trace(name + ": director dies");
                director = null;
                after(10, 2_000, this::elect);
            }
            after(2_000, 20_000, this::directorDies);
        }
    }

    private void elect() {
        if (!away && director == null) {
            elections++;
            // The new one is the blade that the last one was, or another that has no outbox of it.
            boolean same = world.random.nextBoolean();
            world.trace(name + ": director of term " + elections + (same ? ", where the last one was" : ""));
            if (!same) {
                outboxFile.clear();
            }
            director = new SimDirector(this, new Term(1, elections), List.copyOf(outboxFile));
        }
    }

    private void goAway() {
        if (world.isCalm() || away) {
            return;
        }
        world.trace(name + " goes away");
        away = true;
        director = null;
        if (world.random.nextInt(5) == 0) {
            loseDisks();
        }
        after(500, 12_000, () -> {
            world.trace(name + " is back");
            away = false;
            elect();
        });
        after(5_000, 60_000, this::goAway);
    }

    private void loseDisks() {
        world.trace(name + " loses its disks");
        disks.forEach((program, held) -> {
            for (int n = 0; n <= held.last(); n++) {
                if (held.contains(n)) {
                    world.lostWithDisks.add(program + "#" + n);
                }
            }
        });
        disks.replaceAll((program, held) -> SegmentRanges.NONE);
    }

    // ---- Engines -----------------------------------------------------------------------------------------------

    /**
     * There is leave: some engine drops these in a while, or keeps them since they are in use. What is being dropped
     * already is not ordered twice: the second order could find a copy that was made since, for which there is no leave.
     */
    void orderDrop(String program, SegmentRanges granted) {
        SegmentRanges segments = idle(program, granted);
        if (segments.isEmpty()) {
            return;
        }
        Drop drop = new Drop(program, segments);
        dropping.add(drop);
        after(1, world.random.nextInt(4) == 0 ? 6_000 : 100, () -> {
            dropping.remove(drop);
            SegmentRanges held = disks.getOrDefault(program, SegmentRanges.NONE);
            SegmentRanges gone = segments.and(held);
            if (world.random.nextInt(3) == 0) {
                world.trace(name + " keeps " + program + " " + segments);
                keep(program, gone);
            } else if (!gone.isEmpty()) {
                world.trace(name + " drops " + program + " " + gone);
                for (int n = 0; n <= gone.last(); n++) {
                    if (gone.contains(n)) {
                        world.dropping(this, program, n);
                    }
                }
                disks.put(program, held.minus(gone));
                tell(HoldingChange.removed(holding(program, gone)));
            }
        });
    }

    /** Gives leave back for what nothing acts on. */
    void keep(String program, SegmentRanges segments) {
        SegmentRanges idle = idle(program, segments);
        if (!idle.isEmpty() && director != null) {
            director.giveBack(holding(program, idle));
        }
    }

    private SegmentRanges idle(String program, SegmentRanges segments) {
        SegmentRanges idle = segments;
        for (Drop drop : dropping) {
            idle = drop.program().equals(program) ? idle.minus(drop.segments()) : idle;
        }
        return idle;
    }

    private void tell(HoldingChange change) {
        if (director != null) {
            director.changed(change);
        }
    }

    private static StationHolding holding(String program, SegmentRanges segments) {
        return new StationHolding(program, SimDirector.MANIFEST, SEGMENTS, segments);
    }

    // ---- For others --------------------------------------------------------------------------------------------

    boolean acts(SimDirector which) {
        return director == which;
    }

    boolean holds(String program, int segment) {
        return disks.getOrDefault(program, SegmentRanges.NONE).contains(segment);
    }

    List<StationHolding> picture() {
        List<StationHolding> picture = new ArrayList<>();
        disks.forEach((program, held) -> picture.add(holding(program, held)));
        return picture;
    }

    /** Without programs of which it holds nothing. */
    Map<String, SegmentRanges> held() {
        Map<String, SegmentRanges> held = new TreeMap<>(disks);
        held.values().removeIf(SegmentRanges::isEmpty);
        return held;
    }

    int waiting() {
        return director == null ? -1 : director.waiting();
    }
}
