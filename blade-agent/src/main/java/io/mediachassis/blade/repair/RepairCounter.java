package io.mediachassis.blade.repair;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What loss repair counts at the side that sends. */
public enum RepairCounter implements Counter {
    ASKED("repair_asked_total", "packets", "Packets asked for by generic NACK."),
    UNICAST("repair_unicast_total", "packets", "Packets sent again to the receiver that asked."),
    MULTICAST("repair_multicast_total", "packets", "Packets sent again to the whole group, since many asked."),
    DAMPED("repair_damped_total", "packets", "Packets not sent again, since they had just been."),
    AWAITED(
            "repair_awaited_total", "packets",
            "Packets not sent again, since they had just come: the receiver had asked before it could have had them."),
    FOREIGN("repair_foreign_total", "requests", "Requests for an SSRC that is not the stream's."),
    STRANGERS("repair_strangers_total", "requests", "Requests from addresses that have no part in the stream."),
    NEVER_SENT("repair_never_sent_total", "packets", "Packets asked for that were not sent yet."),
    GONE("repair_gone_total", "packets", "Packets asked for that are kept no more."),
    MISSED("repair_missed_total", "packets", "Packets asked for that did not come here either."),
    LIMITED("repair_limited_total", "packets", "Packets not sent again, since the address asks for too many."),
    OVER_BUDGET("repair_over_budget_total", "packets", "Packets not sent again, since all repair may take no more.");

    private final Declaration declaration;

    RepairCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
