package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides under which id a new program is taken in, and by which engine. Pure; the director's control loop owns it, but
 * for {@link #takenInBy}.
 */
public final class ProgramAdmission {
    /** An id is kept for a delivery that was announced and has not shown up in the table. */
    private static final long RESERVED_NS = 3_600_000_000_000L;

    private static final int MAX_TITLE = 200;

    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();

    private record Delivery(int slot, long untilNs) {}

    /** What becomes of a request. */
    public sealed interface Decision {
        /** Deliver it there. */
        record Deliver(PublishReply reply) implements Decision {}

        /** It can't be taken; the text says why and what to do. */
        record Refused(String text) implements Decision {}
    }

    /** The slot that a program announced here is delivered to; 0 when there is none. Any thread. */
    public int takenInBy(String programId) {
        Delivery delivery = deliveries.get(programId);
        return delivery == null ? 0 : delivery.slot();
    }

    /** What is in the table now is no delivery any more. */
    public void arrived(SegmentLocationTable table) {
        deliveries.keySet().removeIf(table::knows);
    }

    /** Decides on one request. */
    public Decision decide(PublishRequest request, SegmentLocationTable table, long nowNs) {
        String title = request.getTitle().strip();
        if (title.isEmpty() || title.length() > MAX_TITLE) {
            return new Decision.Refused("A title has 1 to " + MAX_TITLE + " characters");
        }
        Choice choice = EngineChoice.toStore(table, request.getSize());
        if (choice instanceof NoneHolds) {
            return new Decision.Refused("No blade is in service to take the program in");
        } else if (!(choice instanceof Chosen chosen)) {
            return new Decision.Refused("No blade has " + request.getSize() + " bytes free");
        } else {
            return deliver(title, chosen.engine(), table, nowNs);
        }
    }

    private Decision deliver(String title, Engine engine, SegmentLocationTable table, long nowNs) {
        deliveries.values().removeIf(delivery -> delivery.untilNs() - nowNs <= 0);
        String id = ProgramNaming.of(title, taken -> table.knows(taken) || deliveries.containsKey(taken));
        deliveries.put(id, new Delivery(engine.slot(), nowNs + RESERVED_NS));
        return new Decision.Deliver(PublishReply.newBuilder()
                .setProgramId(id)
                .setIngestUrl(engine.load().getHttpUrl() + "ingest/" + id + "?title="
                        + URLEncoder.encode(title, StandardCharsets.UTF_8))
                .build());
    }
}
