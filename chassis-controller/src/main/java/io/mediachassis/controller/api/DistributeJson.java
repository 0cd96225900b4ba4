package io.mediachassis.controller.api;

import static io.mediachassis.controller.api.UnitJson.NODES;
import static io.mediachassis.controller.api.UnitJson.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.OnwardStatus;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.Optional;

/** Distributions as the API gives them; conventions as in {@link UnitJson}. Pure; any thread. */
final class DistributeJson {
    private DistributeJson() {}

    static ArrayNode all(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getLinkUp()) {
                slot.getAgent().getDistributionsList().forEach(each -> list.add(distribution(slot.getSlot(), each)));
            }
        }
        return list;
    }

    static Optional<ObjectNode> find(UnitSnapshot unit, String slot, String id) {
        return unit.getSlotsList().stream()
                .filter(known -> known.getLinkUp() && Integer.toString(known.getSlot()).equals(slot))
                .flatMap(known -> known.getAgent().getDistributionsList().stream()
                        .filter(each -> each.getId().equals(id))
                        .map(each -> distribution(known.getSlot(), each)))
                .findFirst();
    }

    static ObjectNode distribution(int slot, DistributionStatus status) {
        ObjectNode json = NODES.objectNode()
                .put("id", status.getId())
                .put("slot", slot)
                .put("input", status.getInput())
                .put("state", DistributeOrders.lower(status.getState()))
                .put("trouble", status.getTrouble())
                .put("when_silent", DistributeOrders.lower(status.getOnStall()))
                .put("duration_s", status.getDurationMs() / 1000.0)
                .put("received_bytes", status.getReceivedBytes())
                .put("stored_bytes", status.getStoredBytes())
                .put("bit_rate", status.getBitRate())
                .put("stalls", status.getStalls())
                .put("jumps", status.getJumps())
                .put("title", status.getTitle());
        time(json, "began_at", status.getBeganEpochMs());
        ArrayNode onward = json.putArray("onward");
        status.getOnwardList().forEach(each -> onward.add(onward(each)));
        return json;
    }

    private static ObjectNode onward(OnwardStatus status) {
        ObjectNode json = NODES.objectNode()
                .put("target", status.getStream().getTarget())
                .put("offset_s", status.getStream().getOffsetMs() / 1000.0);
        if (status.getStream().getForever()) {
            json.put("loops", "forever");
        } else {
            json.put("loops", status.getStream().getLoops());
        }
        return json.put("state", DistributeOrders.lower(status.getState()))
                .put("plays", status.getPlays())
                .put("position_s", status.getPositionMs() / 1000.0)
                .put("packets", status.getPackets())
                .put("bytes", status.getBytes())
                .put("late_packets", status.getLatePackets());
    }
}
