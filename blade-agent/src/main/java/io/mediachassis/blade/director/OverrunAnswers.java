package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.HashSet;
import java.util.Set;

/**
 * The director's answer to an engine whose console is about to overrun what has arrived of a segment (seed 002 claim 21):
 * an engine that holds all of it. One without room will do where no other does, if it can return a console. Pure.
 */
public final class OverrunAnswers {
    private OverrunAnswers() {}

    public static OverrunReply answer(
            OverrunNotice notice, SegmentLocationTable table, Headroom headroom, long nowNs) {
        Set<Integer> excluded = new HashSet<>(notice.getExcludedSlotsList());
        excluded.add(notice.getSendingSlot());
        Choice choice = EngineChoice.toSend(
                table, headroom, notice.getProgramId(), notice.getSegment(), excluded, nowNs);
        if (choice instanceof Chosen chosen) {
            return OverrunReply.newBuilder().setEngineSlot(chosen.engine().slot()).build();
        }
        Engine best = null;
        for (Engine engine : table.holders(notice.getProgramId(), notice.getSegment())) {
            boolean candidate = engine.inService() && !excluded.contains(engine.slot());
            if (candidate && (best == null || share(engine.load()) < share(best.load()))) {
                best = engine;
            }
        }
        String what = "segment " + notice.getSegment() + " of " + notice.getProgramId();
        return best == null
                ? OverrunReply.newBuilder().setText("No other engine holds all of " + what).build()
                : OverrunReply.newBuilder().setEngineSlot(best.slot()).setExchange(true).build();
    }

    private static double share(LoadReport load) {
        return (double) load.getEgressBps() / Math.max(1, load.getEgressCapacityBps());
    }
}
