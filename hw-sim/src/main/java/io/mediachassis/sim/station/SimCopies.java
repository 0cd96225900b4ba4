package io.mediachassis.sim.station;

import io.mediachassis.blade.engine.Copies;
import io.mediachassis.blade.engine.SegmentBringer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one life of a blade copies: programs one after the other, as {@code CopyFetcher} and its worker do, and hot segments
 * beside them, as {@code SegmentFetches} does.
 */
final class SimCopies implements Copies, SegmentBringer {
    private static final long MS = 1_000_000L;
    private static final long STEP_NS = 200 * MS;
    private static final int WAITING = 16;
    private static final int FETCHES = 4;
    /** A request that nothing answers is given up after this. */
    private static final long PATIENCE_NS = 20_000 * MS;
    private static final int TRIES = 3;

    private final SimBlade blade;
    private final StationWorld world;
    private final Runnable changed;
    private final Set<String> underWay = new HashSet<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;
    private int fetching;

    /** @param changed hears that segments came, whole or their first part */
    SimCopies(SimBlade blade, Runnable changed) {
        this.blade = blade;
        this.world = blade.world;
        this.changed = changed;
    }

    boolean idle() {
        return !busy && tasks.isEmpty() && fetching == 0;
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
        List<Integer> sources = List.of(StationWorld.slotOf(sourceBase));
        List<Integer> wanted = segments.isEmpty()
                ? IntStream.range(0, program.segments()).boxed().toList()
                : segments;
        world.trace("blade " + blade.slot + " copies " + programId + " " + wanted + " from " + sources);
        tasks.add(() -> new Job(program, wanted, sources, new CompletableFuture<>(), () -> {
            underWay.remove(programId);
            busy = false;
            work();
        }).next());
        work();
        return "";
    }

    @Override
    public CompletionStage<Void> bring(long session, int segment, int fromSlot) {
        return CompletableFuture.failedFuture(new IOException("streams through a connection are not simulated"));
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, int fromSlot) {
        return bring(programId, segment, List.of(fromSlot));
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots) {
        SimProgram program = world.program(programId);
        if (blade.store.holds(program, segment) || blade.store.isArriving(program.manifest, segment)) {
            return CompletableFuture.completedFuture(null);
        }
        if (fetching >= FETCHES) {
            return CompletableFuture.failedFuture(new IOException("too many fetches are under way on this blade"));
        }
        fetching++;
        world.trace("blade " + blade.slot + " fetches " + programId + " " + segment + " from " + fromSlots);
        CompletableFuture<Void> playable = new CompletableFuture<>();
        Job job = new Job(program, List.of(segment), fromSlots, playable, () -> fetching--);
        blade.after((1 + world.random.nextInt(5)) * MS, job::next);
        return playable;
    }

    private void work() {
        if (!busy && !tasks.isEmpty()) {
            busy = true;
            blade.after((1 + world.random.nextInt(5)) * MS, tasks.remove());
        }
    }

    /** One order. */
    private final class Job {
        private final SimProgram program;
        private final Deque<Integer> left;
        private final Deque<Integer> sources;
        private final CompletableFuture<Void> playable;
        private final Runnable over;
        private SimBlade source;
        private int sourceLife;
        private SimStore.@Nullable Copy copy;
        private int segment;
        private int tries;
        private long waitedNs;

        Job(
                SimProgram program, List<Integer> wanted, List<Integer> sources, CompletableFuture<Void> playable,
                Runnable over) {
            this.program = program;
            this.left = new ArrayDeque<>(wanted);
            this.sources = new ArrayDeque<>(sources);
            this.playable = playable;
            this.over = over;
            this.source = world.blade(this.sources.remove());
            this.sourceLife = source.life();
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
            SimStore.Copy known = blade.store.copy(program, n);
            if (known != null && (known.whole() || known.arriving)) {
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
            } else if (!source.alive() || (source.life() != sourceLife && tries == 0)) {
                retry("connection reset");
            } else if (world.network.isCut(blade.slot, source.slot) || source.stopped()) {
                waitedNs += STEP_NS;
                if (waitedNs > PATIENCE_NS) {
                    waitedNs = 0;
                    retry("no answer");
                } else {
                    blade.after(STEP_NS, this::step);
                }
            } else if (!source.store.holds(program, segment)) {
                retry("404");
            } else {
                waitedNs = 0;
                arrived(at);
            }
        }

        private void arrived(SimStore.Copy at) {
            boolean first = at.bytes == 0;
            at.bytes = Math.min(at.length, at.bytes + world.copyRate * STEP_NS / 1_000_000_000L);
            boolean whole = at.whole();
            if (whole) {
                at.arriving = false;
                copy = null;
                world.trace("blade " + blade.slot + " has " + program.id + " " + segment);
            }
            if (first || whole) {
                blade.store.changed();
                changed.run();
                playable.complete(null);
            }
            if (whole) {
                next();
            } else {
                blade.after(STEP_NS, this::step);
            }
        }

        private void retry(String why) {
            if (++tries < TRIES && source.alive() && !why.equals("404")) {
                blade.after(STEP_NS, this::step);
            } else if (!sources.isEmpty()) {
                source = world.blade(sources.remove());
                sourceLife = source.life();
                tries = 0;
                blade.after(STEP_NS, this::step);
            } else {
                end(why);
            }
        }

        private void end(String why) {
            SimStore.Copy at = copy;
            if (at != null) {
                at.arriving = false;
                copy = null;
                blade.store.changed();
                changed.run();
            }
            if (!why.isEmpty()) {
                world.trace("blade " + blade.slot + " gives up its copy of " + program.id + " " + segment + ": " + why);
                playable.completeExceptionally(new IOException(why));
            }
            playable.complete(null);
            over.run();
        }
    }
}
