package io.mediachassis.controller.api;

import static io.mediachassis.controller.api.UnitJson.NODES;
import static io.mediachassis.controller.api.UnitJson.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.IngestStatus;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The media half of the API's JSON; conventions as in {@link UnitJson}. Pure; any thread. */
final class MediaJson {
    private MediaJson() {}

    /** The blades that are there. */
    static ArrayNode blades(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getPresent()) {
                list.add(blade(slot));
            }
        }
        return list;
    }

    private static ObjectNode blade(SlotStatus slot) {
        AgentStatus agent = slot.getAgent();
        LoadReport load = agent.getLoad();
        ObjectNode json = NODES.objectNode()
                .put("slot", slot.getSlot())
                .put("address", slot.getAddress())
                .put("state", slot.getLinkUp() ? agent.getState() : slot.getPowered() ? "no link" : "off")
                .put("role", role(slot))
                .put("link_up", slot.getLinkUp())
                .put("in_service", slot.getLinkUp() && load.getInService())
                .put("term", Term.of(agent.getTerm()).toString())
                .put("software_version", slot.getBoard().getFirmwareVersion())
                .put("pid", agent.getPid())
                .put("uptime_s", agent.getUptimeMs() / 1000)
                .put("streams", load.getStreams())
                .put("streams_capacity", load.getStreamsCapacity())
                .put("egress_bps", load.getEgressBps())
                .put("egress_capacity_bps", load.getEgressCapacityBps())
                .put("disk_free_bytes", load.getDiskFreeBytes())
                .put("disk_total_bytes", load.getDiskTotalBytes())
                .put("rtsp_url", load.getRtspUrl())
                .put("http_url", load.getHttpUrl())
                .put("programs", agent.getProgramsCount());
        ArrayNode problems = json.putArray("problems");
        if (slot.getLinkUp()) {
            agent.getProblemsList().forEach(problems::add);
        }
        ArrayNode ingests = json.putArray("ingests");
        for (IngestStatus ingest : agent.getIngestsList()) {
            ingests.addObject()
                    .put("program_id", ingest.getProgramId())
                    .put("title", ingest.getTitle())
                    .put("state", ingest.getState())
                    .put("bytes_done", ingest.getBytesDone())
                    .put("bytes_total", ingest.getBytesTotal())
                    .put("error", ingest.getError());
        }
        ObjectNode counters = json.putObject("counters");
        for (Map.Entry<String, Long> counter : new TreeMap<>(agent.getCountersMap()).entrySet()) {
            counters.put(counter.getKey(), counter.getValue());
        }
        return json;
    }

    /** "director", "engine", "caretaker"; empty where no agent is linked. */
    static String role(SlotStatus slot) {
        Role role = slot.getAgent().getRole();
        boolean known = slot.getLinkUp() && role != Role.ROLE_UNSPECIFIED && role != Role.UNRECOGNIZED;
        return known ? role.name().toLowerCase(Locale.ROOT) : "";
    }

    static ArrayNode programs(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        ProgramList.of(unit).forEach(program -> list.add(program(program, unit)));
        return list;
    }

    static ObjectNode program(ProgramList.Program program, UnitSnapshot unit) {
        ObjectNode json = NODES.objectNode()
                .put("id", program.id())
                .put("title", program.title())
                .put("state", program.state().name().toLowerCase(Locale.ROOT))
                .put("duration_s", program.durationMs() / 1000.0)
                .put("bytes", program.bytes())
                .put("bit_rate", program.bitRate());
        time(json, "published_at", program.publishedEpochMs());
        json.put("least_copies", program.leastCopies());
        numbers(json.putArray("copies"), program.copies());
        numbers(json.putArray("partial_copies"), program.partial());
        ArrayNode ingests = json.putArray("ingests");
        for (ProgramList.Work work : program.work()) {
            ingests.addObject()
                    .put("slot", work.slot())
                    .put("state", work.state())
                    .put("percent", work.percent())
                    .put("bytes_done", work.bytesDone())
                    .put("bytes_total", work.bytesTotal())
                    .put("error", work.error());
        }
        if (program.state() == ProgramList.State.PUBLISHED) {
            json.put("rtsp", under(unit.getStationRtspUrl(), program.id()));
            json.put("http", under(unit.getStationHttpUrl(), "programs/" + program.id() + ".ts"));
        }
        return json;
    }

    static ArrayNode streams(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getLinkUp()) {
                slot.getAgent().getStreamsList().forEach(stream -> list.add(stream(slot.getSlot(), stream)));
            }
        }
        return list;
    }

    private static ObjectNode stream(int reportedBy, StreamStatus stream) {
        return NODES.objectNode()
                .put("session", String.format("%016x", stream.getSession()))
                .put("reported_by", reportedBy)
                .put("program_id", stream.getProgramId())
                .put("engine_slot", stream.getEngineSlot())
                .put("anchor_slot", stream.getAnchorSlot())
                .put("client", stream.getClient())
                .put("transport", stream.getTransport())
                .put("state", stream.getState())
                .put("position_s", stream.getPositionMs() / 1000.0)
                .put("duration_s", stream.getDurationMs() / 1000.0)
                .put("packets", stream.getPackets())
                .put("bytes", stream.getBytes())
                .put("late_packets", stream.getLatePackets())
                .put("ssrc", String.format("%08x", stream.getSsrc()))
                .put("user_agent", stream.getUserAgent())
                .put("scale", stream.getScale())
                .put("swapped_from_slot", stream.getSwappedFromSlot());
    }

    private static void numbers(ArrayNode to, List<Integer> numbers) {
        numbers.forEach(to::add);
    }

    private static String under(String base, String path) {
        return base.isEmpty() || base.endsWith("/") ? base + path : base + "/" + path;
    }
}
