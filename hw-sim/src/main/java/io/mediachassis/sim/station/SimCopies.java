package io.mediachassis.sim.station;

import io.mediachassis.blade.engine.Copies;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Copies and drops of one life of a blade, one after the other, as {@code CopyFetcher} and its worker do them. */
final class SimCopies implements Copies {
    private static final long MS = 1_000_000L;
    private static final long STEP_NS = 200 * MS;
    private static final int WAITING = 16;
    /** A request that nothing answers is given up after this. */
    private static final long PATIENCE_NS = 20_000 * MS;
    private static final int TRIES = 3;

    private final SimBlade blade;
    private final StationWorld world;
    private final BiPredicate<String, Integer> sent;
    private final Runnable changed;
    private final Set<String> underWay = new HashSet<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;

    SimCopies(SimBlade blade, BiPredicate<String, Integer> sent, Runnable changed) {
        this.blade = blade;
        this.world = blade.world;
        this.sent = sent;
        this.changed = changed;
    }

    boolean idle() {
        return !busy && tasks.isEmpty();
    }

    @Override
    public String fetch(String programId, List<Integer> segments, String sourceBase) {
        SimProgram program = world.program(programId);
        boolean whole = IntStream.range(0, program.segments()).allMatch(n -> blade.store.holds(program, n));
        if (whole || !underWay.add(programId)) {
            return "";
        }
        if (tasks.size() >= WAITING) {
            underWay.remove(programId);
            return "too many copies wait on this blade";
        }
        SimBlade source = world.blade(StationWorld.slotOf(sourceBase));
        List<Integer> wanted = segments.isEmpty()
                ? IntStream.range(0, program.segments()).boxed().toList()
                : segments;
        world.trace("blade " + blade.slot + " copies " + programId + " " + wanted + " from blade " + source.slot);
        tasks.add(() -> new Job(program, new ArrayDeque<>(wanted), source).next());
        work();
        return "";
    }

    @Override
    public void drop(String programId, List<Integer> segments) {
        SimProgram program = world.program(programId);
        tasks.add(() -> {
            for (int n : segments) {
                boolean kept = world.guards.contains(Guards.READ_KEEPS) && sent.test(programId, n);
                if (blade.store.holds(program, n) && !kept) {
                    world.invariants.dropping(blade, program, n);
                    blade.store.drop(program, n);
                }
            }
            changed.run();
            done();
        });
        work();
    }

    private void work() {
        if (!busy && !tasks.isEmpty()) {
            busy = true;
            Runnable task = tasks.remove();
            blade.after((1 + world.random.nextInt(5)) * MS, task);
        }
    }

    private void done() {
        busy = false;
        work();
    }

    /** One order. */
    private final class Job {
        private final SimProgram program;
        private final Deque<Integer> left;
        private final SimBlade source;
        private final int sourceLife;
        private SimStore.@Nullable Copy copy;
        private int segment;
        private int tries;
        private long waitedNs;

        Job(SimProgram program, Deque<Integer> left, SimBlade source) {
            this.program = program;
            this.left = left;
            this.source = source;
            this.sourceLife = source.life;
        }

        void next() {
            Integer n = left.poll();
            if (n == null) {
                end("");
                return;
            }
            segment = n;
            tries = 0;
            waitedNs = 0;
            if (blade.store.holds(program, n)) {
                next();
                return;
            }
            SimStore.Copy begun = blade.store.begin(program, n);
            if (begun == null) {
                end("no room");
                return;
            }
            copy = begun;
            begun.arriving = true;
            step();
        }

        private void step() {
            SimStore.Copy at = copy;
            if (at == null) {
                return;
            }
            if (at.gone) {
                end("its disk is gone");
            } else if (!source.alive || source.life != sourceLife && tries == 0) {
                retry("connection reset");
            } else if (world.network.isCut(blade.slot, source.slot) || source.stopped) {
                waitedNs += STEP_NS;
                if (waitedNs > PATIENCE_NS) {
                    waitedNs = 0;
                    retry("no answer");
                } else {
                    blade.after(STEP_NS, this::step);
                }
            } else if (!source.store.holds(program, segment)) {
                end("404");
            } else {
                waitedNs = 0;
                at.bytes = Math.min(at.length, at.bytes + world.copyRate * STEP_NS / 1_000_000_000L);
                if (at.whole()) {
                    at.arriving = false;
                    copy = null;
                    blade.store.changed();
                    world.trace("blade " + blade.slot + " has " + program.id + " " + segment);
                    changed.run();
                    next();
                } else {
                    blade.after(STEP_NS, this::step);
                }
            }
        }

        private void retry(String why) {
            if (++tries >= TRIES || !source.alive) {
                end(why);
            } else {
                blade.after(STEP_NS, this::step);
            }
        }

        private void end(String why) {
            SimStore.Copy at = copy;
            if (at != null) {
                at.arriving = false;
                copy = null;
            }
            if (!why.isEmpty()) {
                world.trace("blade " + blade.slot + " gives up its copy of " + program.id + " " + segment + ": " + why);
            }
            underWay.remove(program.id);
            done();
        }
    }
}
