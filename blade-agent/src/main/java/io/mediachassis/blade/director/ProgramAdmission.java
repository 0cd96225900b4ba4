package io.mediachassis.blade.director;

import io.mediachassis.backplane.program.ProgramNaming;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides under which id a new program is taken in, and by which engine. Pure; the director's control loop owns it, but
 * for {@link #takenInBy}.
 *
 * <p>An id that was given away is kept while its delivery goes on, and no longer:
 *
 * <pre>
 *   announced --the engine's push names it--> begun --a push that does not name it--> over: it is stored, or failed
 *       `--nothing of it for two minutes--> over  `--nothing of its engine for two minutes--> over
 * </pre>
 */
public final class ProgramAdmission {
    /** An id is kept for a delivery of which nothing is heard. */
    static final long SILENT_NS = 120_000_000_000L;

    /** Deliveries announced or begun at a time: whoever announces and never delivers fills no memory. */
    static final int MAX_DELIVERIES = 256;

    private static final int MAX_TITLE = 200;

    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Predicate<String> reserved;

    private record Delivery(int slot, boolean begun, long untilNs) {}

    /** @param reserved whether the content manager has a use for an id, which is free for that alone */
    public ProgramAdmission(Predicate<String> reserved) {
        this.reserved = reserved;
    }

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

    /** Follows the deliveries; after every change of the table, and each second. */
    public void heard(SegmentLocationTable table, long nowNs) {
        for (String id : deliveries.keySet()) {
            deliveries.computeIfPresent(id, (same, delivery) -> heard(same, delivery, table, nowNs));
        }
    }

    /** What is known of a delivery now; null when it is over. */
    private static @Nullable Delivery heard(
            String id, Delivery delivery, SegmentLocationTable table, long nowNs) {
        Engine engine = table.engine(delivery.slot()).orElse(null);
        if (engine != null && engine.reachable() && engine.takingIn().contains(id)) {
            return new Delivery(delivery.slot(), true, nowNs + SILENT_NS);
        }
        boolean ended = delivery.begun() && engine != null && engine.reachable();
        return ended || table.knows(id) || delivery.untilNs() - nowNs <= 0 ? null : delivery;
    }

    /** Decides on one request. */
    public Decision decide(PublishRequest request, SegmentLocationTable table, long nowNs) {
        String title = request.getTitle().strip();
        if (title.isEmpty() || title.length() > MAX_TITLE) {
            return new Decision.Refused("A title has 1 to " + MAX_TITLE + " characters");
        }
        heard(table, nowNs);
        String wished = request.getProgramId();
        if (!wished.isEmpty() && !ProgramNaming.isId(wished)) {
            return new Decision.Refused("'" + wished + "' can't be a program's id: lower-case letters, digits, and hyphens"
                    + " behind the first, 64 at most");
        }
        if (!wished.isEmpty() && taken(wished, table)) {
            return new Decision.Refused("There is a program " + wished + ", or one is being taken in");
        }
        if (deliveries.size() >= MAX_DELIVERIES) {
            return new Decision.Refused(MAX_DELIVERIES + " programs are announced and not stored yet; deliver some of "
                    + "these, or wait two minutes");
        }
        Choice choice = EngineChoice.toStore(table, request.getSize());
        if (choice instanceof NoneHolds) {
            return new Decision.Refused("No blade is in service to take the program in");
        } else if (!(choice instanceof Chosen chosen)) {
            return new Decision.Refused("No blade has " + request.getSize() + " bytes free");
        } else {
            return deliver(
                    wished.isEmpty() ? ProgramNaming.of(title, id -> taken(id, table) || reserved.test(id)) : wished, title, chosen.engine(), nowNs);
        }
    }

    private boolean taken(String id, SegmentLocationTable table) {
        return table.knows(id) || table.takenInBy(id) != 0 || deliveries.containsKey(id);
    }

    private Decision deliver(String id, String title, Engine engine, long nowNs) {
        deliveries.put(id, new Delivery(engine.slot(), false, nowNs + SILENT_NS));
        return new Decision.Deliver(PublishReply.newBuilder()
                .setProgramId(id)
                .setIngestUrl(engine.load().getHttpUrl() + "ingest/" + id + "?title="
                        + URLEncoder.encode(title, StandardCharsets.UTF_8))
                .build());
    }
}
