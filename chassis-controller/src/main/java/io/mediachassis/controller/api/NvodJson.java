package io.mediachassis.controller.api;

import static io.mediachassis.controller.api.UnitJson.NODES;
import static io.mediachassis.controller.api.UnitJson.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.InteractiveService;
import io.mediachassis.backplane.proto.NvodSet;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.NvodStreamStatus;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;
import java.util.Locale;

/** Staggered multicast sets as the API gives them; conventions as in {@link UnitJson}. Pure; any thread. */
final class NvodJson {
    private static final long NS_PER_MS = 1_000_000;

    private NvodJson() {}

    /** All sets, as the director tells. */
    static List<NvodSetStatus> all(UnitSnapshot unit) {
        return unit.getSlotsList().stream()
                .filter(slot -> slot.getLinkUp() && acts(slot.getAgent().getRole()))
                .map((SlotStatus slot) -> slot.getAgent().getNvodSetsList())
                .filter(sets -> !sets.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static boolean acts(Role role) {
        return role == Role.DIRECTOR || role == Role.CARETAKER;
    }

    static ArrayNode sets(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        all(unit).forEach(set -> list.add(set(set)));
        return list;
    }

    static ObjectNode set(NvodSetStatus status) {
        NvodSet set = status.getSet();
        int count = status.getStreamsCount();
        ObjectNode json = NODES.objectNode()
                .put("id", set.getId())
                .put("program_id", set.getProgramId())
                .put("title", set.getTitle())
                .put("transport", set.getRtp() ? "rtp" : "udp")
                .put("group", dotted(set.getGroup()))
                .put("last_group", dotted(set.getGroup() + Math.max(0, count - 1)))
                .put("port", set.getPort())
                .put("source_specific", set.getSourceSpecific())
                .put("source_address", status.getSourceAddress())
                .put("interval_s", set.getIntervalMs() / 1000.0)
                .put("duration_s", status.getDurationMs() / 1000.0)
                .put("period_s", count * (long) set.getIntervalMs() / 1000.0)
                .put("loops", set.getLoops())
                .put("interleave", set.getInterleave())
                .put("bit_rate", status.getBitRate())
                .put("segments_lacking", status.getSegmentsLacking());
        links(json, status);
        time(json, "began_at", set.getEpochNs() / NS_PER_MS);
        ArrayNode streams = json.putArray("streams");
        for (int number = 0; number < count; number++) {
            streams.add(stream(number, status, status.getStreams(number)));
        }
        return json;
    }

    /** Where its descriptions are, what was repaired of it, and who served consoles that left it. */
    private static void links(ObjectNode json, NvodSetStatus status) {
        String base = status.getHttpBase().isEmpty() ? "" : status.getHttpBase() + "/nvod/" + status.getSet().getId();
        boolean rtsp = status.getSet().getRtp() && !status.getRtspBase().isEmpty();
        json.put("sdp", base.isEmpty() ? "" : base + ".sdp")
                .put("m3u", base.isEmpty() ? "" : base + ".m3u")
                .put("rtsp", rtsp ? status.getRtspBase() + "/nvod/" + status.getSet().getId() : "");
        json.putObject("repair")
                .put("streams", status.getRepair().getStreams())
                .put("cached_segments", status.getRepair().getCachedSegments())
                .put("asked", status.getRepair().getAsked())
                .put("unicast", status.getRepair().getUnicast())
                .put("multicast", status.getRepair().getMulticast())
                .put("unanswered", status.getRepair().getUnanswered())
                .put("reported_lost", status.getRepair().getReportedLost())
                .put("residual_lost", status.getRepair().getResidualLost());
        InteractiveService service = status.getRepair().getService();
        ObjectNode served = json.putObject("interactive")
                .put("here", service.getHere())
                .put("directly", service.getDirectly())
                .put("delivered_first", service.getDeliveredFirst())
                .put("last", service.getLast());
        time(served, "last_at", service.getLastEpochMs());
    }

    private static ObjectNode stream(int number, NvodSetStatus status, NvodStreamStatus stream) {
        NvodSet set = status.getSet();
        String group = dotted(set.getGroup() + number);
        ObjectNode json = NODES.objectNode()
                .put("number", number)
                .put("group", group)
                .put("state", stream.getState().name().toLowerCase(Locale.ROOT))
                .put("engine_slot", stream.getEngineSlot())
                .put("position_s", stream.getPositionMs() / 1000.0)
                .put("plays", stream.getPlays())
                .put("sdp", status.getHttpBase().isEmpty()
                        ? "" : status.getHttpBase() + "/nvod/" + set.getId() + "/" + number + ".sdp")
                .put("url", (set.getRtp() ? "rtp://" : "udp://")
                        + (set.getSourceSpecific() ? status.getSourceAddress() : "") + "@" + group + ":" + set.getPort());
        time(json, "next_start_at", stream.getNextStartEpochMs());
        return json;
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
