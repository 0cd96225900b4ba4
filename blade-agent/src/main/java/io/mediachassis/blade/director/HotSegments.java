package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a segment when the engines that hold it are at their capacity: another engine, which copies it from one of
 * them and streams it while it arrives (seed 002 claims 19 and 20). Pure; the director's control loop owns it.
 *
 * <pre>
 *   a holder has room                         Serve
 *   an engine has room to which it is coming  Serve, once its first part is there; until then Wait
 *   another engine has room, copies are left  Order a copy, and wait for it
 *   nobody has room                           Busy, but where reports, older than what was given out, still allow one more
 * </pre>
 *
 * <p>However many ask at once, one copy is made, as long as its engine has room for them.
 */
public final class HotSegments {
    /** An engine that would not, or whose copy failed, is not asked again for so long. */
    static final long AVOID_NS = 5_000_000_000L;
    /** A copy that can be played shows in the table within this, or is there no more: it may have been evicted at once. */
    static final long SHOWN_NS = 3_000_000_000L;
    /** A copy that shows in no table by then is forgotten. */
    static final long COPY_NS = 600_000_000_000L;

    private final int limit;
    private final SegmentHeat heat;
    private final Map<Copy, UnderWay> underWay = new HashMap<>();
    private final Map<Copy, Long> avoidUntilNs = new HashMap<>();

    /**
     * Who wants to stream what.
     *
     * @param sending the engine that sends to this console already, or can't but send: a copy best goes there; 0: none
     * @param excluded tried, and would not
     */
    public record Ask(String programId, int segment, int sending, Set<Integer> excluded, Use use) {
        public Ask {
            excluded = Set.copyOf(excluded);
        }
    }

    /** This segment on its way to that engine. */
    public record Copy(String programId, int segment, int target) {}

    /** The director's answer. */
    public sealed interface Answer {
        /** This engine. */
        record Serve(Engine engine) implements Answer {}

        /** The copy's target, as soon as {@link #onPlayable}. */
        record Wait(Copy copy) implements Answer {}

        /**
         * The same, and the copy is to be ordered now.
         *
         * @param sources slots that hold the segment, the one to copy it from first
         */
        record Order(Copy copy, List<Integer> sources) implements Answer {}

        /** No engine of this station holds it. */
        record NoneHolds() implements Answer {}

        /** Nobody has room. */
        record Busy() implements Answer {}
    }

    private static final class UnderWay {
        private long deadlineNs;
        private boolean playable;

        UnderWay(long deadlineNs) {
            this.deadlineNs = deadlineNs;
        }
    }

    /**
     * @param limit hot copies under way at a time; 0: none are made
     * @param heat hears which segments are hot
     */
    public HotSegments(int limit, SegmentHeat heat) {
        this.limit = limit;
        this.heat = heat;
    }

    /** Who serves; notes it in {@code headroom}. */
    public Answer ask(Ask ask, SegmentLocationTable table, Headroom headroom, long nowNs) {
        forget(table, nowNs);
        List<Engine> holders = table.holders(ask.programId(), ask.segment());
        if (holders.isEmpty()) {
            return new Answer.NoneHolds();
        }
        Optional<Engine> goesOn = holders.stream()
                .filter(e -> e.slot() == ask.sending() && e.inService() && !ask.excluded().contains(e.slot()))
                .findFirst();
        if (goesOn.isPresent()) {
            return new Answer.Serve(goesOn.get());
        }
        ProgramHolding program = holders.get(0).programs().get(ask.programId());
        long bitRate = program == null ? 0 : program.getBitRate();
        int excluded = SlotBits.of(ask.excluded());
        Engine withRoom = headroom.chooseWithRoom(holders, excluded, ask.use(), bitRate, nowNs);
        if (withRoom != null) {
            return new Answer.Serve(withRoom);
        }
        heat.onHot(ask.programId(), ask.segment(), nowNs);
        Answer coming = coming(ask, table, headroom, bitRate, excluded, nowNs);
        if (coming != null) {
            return coming;
        }
        Answer copied = order(ask, program, holders, table, headroom, bitRate, nowNs);
        if (copied != null) {
            return copied;
        }
        List<Engine> senders = new ArrayList<>(holders);
        senders.addAll(table.receivers(ask.programId(), ask.segment()));
        Engine squeezed = headroom.choose(senders, excluded, ask.use(), bitRate, nowNs);
        return squeezed == null ? new Answer.Busy() : new Answer.Serve(squeezed);
    }

    /** The copy's first part is there: those who wait go to its engine. */
    public void onPlayable(Copy copy, long nowNs) {
        UnderWay known = underWay.get(copy);
        if (known != null) {
            known.playable = true;
            known.deadlineNs = nowNs + SHOWN_NS;
        }
    }

    /** The copy was refused, or failed before it could be played. */
    public void onFailed(Copy copy, long nowNs) {
        underWay.remove(copy);
        avoidUntilNs.put(copy, nowNs + AVOID_NS);
    }

    /** Copies ordered that are not whole yet. */
    public int underWay() {
        return underWay.size();
    }

    private void forget(SegmentLocationTable table, long nowNs) {
        avoidUntilNs.values().removeIf(until -> until - nowNs <= 0);
        underWay.entrySet().removeIf(entry -> {
            Copy copy = entry.getKey();
            Engine target = table.engine(copy.target()).orElse(null);
            return target == null || !target.reachable() || target.holds(copy.programId(), copy.segment())
                    || (entry.getValue().deadlineNs - nowNs <= 0 && !target.receives(copy.programId(), copy.segment()));
        });
    }

    private @Nullable Answer coming(
            Ask ask, SegmentLocationTable table, Headroom headroom, long bitRate, int excluded, long nowNs) {
        List<Engine> targets = new ArrayList<>(table.receivers(ask.programId(), ask.segment()));
        underWay.keySet().stream()
                .filter(copy -> copy.programId().equals(ask.programId()) && copy.segment() == ask.segment())
                .map(copy -> table.engine(copy.target()).orElse(null))
                .filter(engine -> engine != null && !targets.contains(engine))
                .forEach(targets::add);
        Engine target = targets.stream()
                .filter(engine -> engine.slot() == ask.sending() && engine.inService())
                .findFirst()
                .orElse(null);
        if (target == null) {
            target = headroom.chooseWithRoom(targets, excluded, ask.use(), bitRate, nowNs);
        }
        if (target == null) {
            return null;
        }
        Copy copy = new Copy(ask.programId(), ask.segment(), target.slot());
        UnderWay known = underWay.get(copy);
        boolean waits = known != null && !known.playable && !target.receives(ask.programId(), ask.segment());
        return waits ? new Answer.Wait(copy) : new Answer.Serve(target);
    }

    private @Nullable Answer order(
            Ask ask, @Nullable ProgramHolding program, List<Engine> holders, SegmentLocationTable table,
            Headroom headroom, long bitRate, long nowNs) {
        if (underWay.size() >= limit || program == null) {
            return null;
        }
        long bytes = program.getBytes() / Math.max(1, program.getSegmentsTotal());
        List<Engine> able = table.engines().stream()
                .filter(e -> e.inService() && !e.holds(ask.programId(), ask.segment()))
                .filter(e -> e.slot() == ask.sending() || !ask.excluded().contains(e.slot()))
                .filter(e -> e.load().getDiskFreeBytes() + e.load().getDiskEvictableBytes() > bytes)
                .filter(e -> !avoidUntilNs.containsKey(new Copy(ask.programId(), ask.segment(), e.slot())))
                .filter(e -> !underWay.containsKey(new Copy(ask.programId(), ask.segment(), e.slot())))
                .toList();
        Engine target = able.stream().filter(e -> e.slot() == ask.sending()).findFirst().orElse(null);
        if (target == null) {
            target = headroom.chooseWithRoom(able, 0, ask.use(), bitRate, nowNs);
        }
        if (target == null) {
            return null;
        }
        Copy copy = new Copy(ask.programId(), ask.segment(), target.slot());
        underWay.put(copy, new UnderWay(nowNs + COPY_NS));
        // All are at their capacity for streams; some of their egress is kept for copies.
        List<Integer> sources = holders.stream()
                .sorted(Comparator.comparingDouble((Engine e) -> headroom.used(e, nowNs)).thenComparingInt(Engine::slot))
                .map(Engine::slot)
                .toList();
        return new Answer.Order(copy, sources);
    }
}
