package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted number of copies of every program in the chassis: says which engine is to fetch what from which.
 * Pure; owned by the director's control loop.
 *
 * <p>A program with too few reachable copies is copied at once: a blade that comes back merely makes one copy too many.
 * An order that shows no copy within its time is given again, perhaps to another engine.
 */
public final class ReplicaPlanner {
    /** Two copies under way at a time leave the disks to the streams. */
    private static final int MAX_UNDER_WAY = 2;

    private final int copiesWanted;
    private final long orderTimeoutNs;
    private final Map<String, UnderWay> underWay = new HashMap<>();

    /** Fetch {@code programId} on engine {@code targetSlot} from engine {@code sourceSlot}. */
    public record FetchOrder(String programId, int targetSlot, int sourceSlot) {}

    private record UnderWay(int targetSlot, long deadlineNs) {}

    /**
     * @param copiesWanted copies of each program in the chassis, 1 to 16
     * @param orderTimeoutNs after which an order without a result is forgotten
     */
    public ReplicaPlanner(int copiesWanted, long orderTimeoutNs) {
        this.copiesWanted = copiesWanted;
        this.orderTimeoutNs = orderTimeoutNs;
    }

    /** Orders to give now; the caller reports refusals with {@link #refused}. */
    public List<FetchOrder> plan(SegmentLocationTable table, long nowNs) {
        underWay.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), table, nowNs));
        List<FetchOrder> orders = new ArrayList<>();
        for (ProgramHolding program : table.programs()) {
            String id = program.getProgramId();
            if (underWay.size() >= MAX_UNDER_WAY) {
                break;
            }
            List<Engine> holders = table.holders(id);
            if (underWay.containsKey(id) || holders.size() >= copiesWanted) {
                continue;
            }
            Engine target = emptiestWithout(table, program);
            if (target != null) {
                underWay.put(id, new UnderWay(target.slot(), nowNs + orderTimeoutNs));
                orders.add(new FetchOrder(id, target.slot(), leastBusy(holders).slot()));
            }
        }
        return orders;
    }

    /** The engine would not, or could not be asked: the next plan may choose another. */
    public void refused(FetchOrder order, long nowNs) {
        // A short pause, so that a refusal does not come round in a tight circle.
        underWay.put(order.programId(), new UnderWay(order.targetSlot(), nowNs + Math.min(orderTimeoutNs, 2_000_000_000L)));
    }

    private boolean isOver(String programId, UnderWay order, SegmentLocationTable table, long nowNs) {
        boolean arrived = table.holders(programId).stream().anyMatch(engine -> engine.slot() == order.targetSlot());
        boolean targetGone = table.engine(order.targetSlot()).map(engine -> !engine.reachable()).orElse(true);
        return arrived || targetGone || order.deadlineNs() - nowNs <= 0;
    }

    private static @Nullable Engine emptiestWithout(
            SegmentLocationTable table, ProgramHolding program) {
        Engine best = null;
        for (Engine engine : table.engines()) {
            boolean fit = engine.inService()
                    && !engine.holdsWhole(program.getProgramId())
                    && engine.load().getDiskFreeBytes() > program.getBytes();
            if (fit && (best == null || engine.programs().size() < best.programs().size())) {
                best = engine;
            }
        }
        return best;
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
