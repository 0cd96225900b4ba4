package io.mediachassis.sim.console.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.console.receive.ReceiverStatistics;
import io.mediachassis.sim.console.receive.RepairTimes;

/**
 * What many consoles came to, all together.
 *
 * @param consoles that there were
 * @param silent of them, to which nothing came
 * @param whole of them, which left nothing out
 * @param datagrams taken from the kernel
 */
public record LoadResult(int consoles, int silent, int whole, long datagrams, long received, long lost, long repaired,
        long residual, long requests, double repairP50Ms, double repairP99Ms) {
    static final LoadResult NOTHING = new LoadResult(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    LoadResult plus(ReceiverStatistics one) {
        return new LoadResult(consoles + 1, silent + (one.received() == 0 ? 1 : 0),
                whole + (one.received() > 0 && one.residual() == 0 ? 1 : 0), datagrams, received + one.received(),
                lost + one.lost(), repaired + one.repaired(), residual + one.residual(), requests + one.requests(), 0, 0);
    }

    LoadResult with(long moreDatagrams, RepairTimes times) {
        return new LoadResult(consoles, silent, whole, datagrams + moreDatagrams, received, lost, repaired, residual,
                requests, times.percentileMs(50), times.percentileMs(99));
    }

    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode()
                .put("consoles", consoles)
                .put("silent", silent)
                .put("whole", whole)
                .put("datagrams", datagrams)
                .put("received_packets", received)
                .put("lost_packets", lost)
                .put("repaired_packets", repaired)
                .put("residual_packets", residual)
                .put("requests", requests)
                .put("repair_p50_ms", repairP50Ms)
                .put("repair_p99_ms", repairP99Ms);
    }
}
