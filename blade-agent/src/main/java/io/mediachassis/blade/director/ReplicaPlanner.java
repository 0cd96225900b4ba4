package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps the wanted number of copies of every segment in the chassis, where {@link SegmentPlacement} wants them: says
 * which engine is to fetch what from which. Pure; owned by the director's control loop.
 *
 * <p>A segment with too few reachable copies is copied at once: a blade that comes back merely makes one copy too many.
 * An order that shows no copy within its time is given again, perhaps to another engine.
 */
public final class ReplicaPlanner {
    /** Two copies under way at a time leave the disks to the streams. */
    private static final int MAX_UNDER_WAY = 2;

    private static final int MAX_SEGMENTS = 256;

    /**
     * An order of which nothing has arrived, and nothing arrives, for so long is given again: its source may have died, and
     * nobody would say so.
     */
    static final long STUCK_NS = 20_000_000_000L;

    private final SegmentPlacement placement;
    private final long orderTimeoutNs;
    private final Map<Key, UnderWay> underWay = new HashMap<>();

    /** Fetch these segments of a program on engine {@code targetSlot} from engine {@code sourceSlot}. */
    public record FetchOrder(String programId, List<Integer> segments, int targetSlot, int sourceSlot) {}

    private record Key(String programId, int slot) {}

    private static final class UnderWay {
        final List<Integer> segments;
        final long deadlineNs;
        private long held;
        private long movedNs;

        UnderWay(List<Integer> segments, long deadlineNs, long nowNs) {
            this.segments = segments;
            this.deadlineNs = deadlineNs;
            this.movedNs = nowNs;
        }

        /** Whether it stands still, as far as the table tells. */
        boolean stuck(Engine target, String programId, long nowNs) {
            long holds = segments.stream().filter(n -> target.holds(programId, n)).count();
            if (holds != held || segments.stream().anyMatch(n -> target.receives(programId, n))) {
                held = holds;
                movedNs = nowNs;
            }
            return nowNs - movedNs >= STUCK_NS;
        }
    }

    /** @param orderTimeoutNs after which an order without a result is forgotten */
    public ReplicaPlanner(SegmentPlacement placement, long orderTimeoutNs) {
        this.placement = placement;
        this.orderTimeoutNs = orderTimeoutNs;
    }

    /** Orders to give now; the caller reports refusals with {@link #refused}. */
    public List<FetchOrder> plan(SegmentLocationTable table, long nowNs) {
        underWay.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), table, nowNs));
        List<FetchOrder> orders = new ArrayList<>();
        for (ProgramHolding program : table.programs()) {
            missing(program, table).forEach((target, segments) -> {
                Key key = new Key(program.getProgramId(), target);
                if (underWay.size() < MAX_UNDER_WAY && !underWay.containsKey(key)) {
                    order(key, segments, table, nowNs).ifPresent(orders::add);
                }
            });
        }
        return orders;
    }

    /** The engine would not, or could not be asked: the next plan may choose another. */
    public void refused(FetchOrder order, long nowNs) {
        // A short pause, so that a refusal does not come round in a tight circle.
        underWay.put(new Key(order.programId(), order.targetSlot()),
                new UnderWay(order.segments(), nowNs + Math.min(orderTimeoutNs, 2_000_000_000L), nowNs));
    }

    private boolean isOver(Key key, UnderWay order, SegmentLocationTable table, long nowNs) {
        Engine target = table.engine(key.slot()).orElse(null);
        return target == null
                || !target.reachable()
                || order.deadlineNs - nowNs <= 0
                || order.stuck(target, key.programId(), nowNs)
                || order.segments.stream().allMatch(n -> target.holds(key.programId(), n));
    }

    /** The segments that each engine lacks of what it shall hold. */
    private Map<Integer, List<Integer>> missing(ProgramHolding program, SegmentLocationTable table) {
        Map<Integer, List<Integer>> byTarget = new TreeMap<>();
        for (int n = 0; n < program.getSegmentsTotal(); n++) {
            for (Engine engine : placement.lacking(program, n, table)) {
                List<Integer> segments = byTarget.computeIfAbsent(engine.slot(), slot -> new ArrayList<>());
                if (segments.size() < MAX_SEGMENTS) {
                    segments.add(n);
                }
            }
        }
        return byTarget;
    }

    /** Empty while no holder is in service: one that has just linked up has not said yet where it can be asked. */
    private Optional<FetchOrder> order(Key key, List<Integer> wanted, SegmentLocationTable table, long nowNs) {
        List<Engine> holders = table.holders(key.programId(), wanted.get(0)).stream()
                .filter(Engine::gives)
                .toList();
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        Engine source = leastBusy(holders);
        List<Integer> segments =
                wanted.stream().filter(n -> source.holds(key.programId(), n)).toList();
        underWay.put(key, new UnderWay(segments, nowNs + orderTimeoutNs, nowNs));
        return Optional.of(new FetchOrder(key.programId(), segments, key.slot(), source.slot()));
    }

    private static Engine leastBusy(List<Engine> holders) {
        Engine best = holders.get(0);
        for (Engine engine : holders) {
            if (engine.load().getStreams() < best.load().getStreams()) {
                best = engine;
            }
        }
        return best;
    }
}
