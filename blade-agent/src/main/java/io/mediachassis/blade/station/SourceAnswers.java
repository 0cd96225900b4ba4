package io.mediachassis.blade.station;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceQuery;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.SegmentSourceReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A director's answer to that of another station: which of its engines give which segments of a program (seed 002 claims 12
 * and 14), the least busy first. Programs that are not published are given too: segments are distributed before that. Pure;
 * any thread.
 */
public final class SourceAnswers {
    /** A copy takes nothing from the room for streams, but an engine that sends all it can has none left for it. */
    private static final double FULL = 0.98;
    private static final int RETRY_MS = 1000;

    private final Predicate<String> withdrawn;

    /** @param withdrawn whether a program is no more; any thread */
    public SourceAnswers(Predicate<String> withdrawn) {
        this.withdrawn = withdrawn;
    }

    /** By what is known of the station now. */
    public SegmentSourceReply answer(
            SegmentSourceQuery query, SegmentLocationTable table, Headroom headroom, long nowNs) {
        String id = query.getProgramId();
        double load = load(table);
        if (withdrawn.test(id)) {
            return reply(Outcome.REFUSED, load, "The program is withdrawn");
        }
        List<Engine> holders = table.engines().stream()
                .filter(engine -> engine.gives() && !engine.load().getHttpUrl().isEmpty())
                .filter(engine -> engine.programs().containsKey(id) && !kept(engine, id).isEmpty())
                .sorted(Comparator.comparingDouble((Engine engine) -> headroom.used(engine, nowNs))
                        .thenComparingInt(Engine::slot))
                .toList();
        ByteString meant = query.getManifestHash();
        Optional<ProgramHolding> another = holders.stream()
                .map(engine -> engine.programs().get(id))
                .filter(Objects::nonNull)
                .filter(holding -> !meant.isEmpty() && !holding.getManifestHash().equals(meant))
                .findFirst();
        holders = holders.stream().filter(engine -> isMeant(engine.programs().get(id), meant)).toList();
        if (holders.isEmpty() && another.isPresent()) {
            return reply(Outcome.ANOTHER, load, "What is here by that id is another program").toBuilder()
                    .setManifestHash(another.get().getManifestHash())
                    .build();
        }
        Optional<SegmentRanges> wanted = wanted(query);
        if (holders.isEmpty() || wanted.isEmpty()) {
            return reply(Outcome.NONE, load, holders.isEmpty() ? "Nothing of it is here" : "These are no ranges");
        }
        ProgramHolding program = holders.get(0).programs().get(id);
        List<SegmentSource> free = new ArrayList<>();
        boolean busy = false;
        for (Engine engine : holders) {
            ProgramHolding holding = engine.programs().get(id);
            SegmentRanges gives = wanted.get().and(kept(engine, id));
            // Another program of that name, as after a replacement that has not come everywhere, is no copy.
            if (gives.isEmpty() || program == null || holding == null
                    || !holding.getManifestHash().equals(program.getManifestHash())) {
                continue;
            }
            if (isFull(engine)) {
                busy = true;
            } else {
                free.add(SegmentSource.newBuilder()
                        .setHttpUrl(engine.load().getHttpUrl())
                        .addAllSegmentRanges(gives.pairs())
                        .build());
            }
        }
        if (free.isEmpty() || program == null) {
            return busy
                    ? reply(Outcome.BUSY, load, "Its engines send all that they can").toBuilder()
                            .setRetryAfterMs(RETRY_MS).build()
                    : reply(Outcome.NONE, load, "None of these segments is here");
        }
        return reply(Outcome.FOUND, load, "").toBuilder()
                .setManifestHash(program.getManifestHash())
                .setSegmentsTotal(program.getSegmentsTotal())
                .setBytes(program.getBytes())
                .setBitRate(program.getBitRate())
                .setManifestUrl(free.get(0).getHttpUrl())
                .addAllSources(free)
                .build();
    }

    private static boolean isMeant(@Nullable ProgramHolding holding, ByteString meant) {
        return holding != null && (meant.isEmpty() || holding.getManifestHash().equals(meant));
    }

    private static Optional<SegmentRanges> wanted(SegmentSourceQuery query) {
        try {
            return Optional.of(query.getSegmentRangesCount() == 0
                    ? SegmentRanges.upTo(SegmentRanges.MAX_SEGMENT)
                    : SegmentRanges.ofPairs(query.getSegmentRangesList()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SegmentRanges kept(Engine engine, String programId) {
        ProgramHolding holding = engine.programs().get(programId);
        return holding == null ? SegmentRanges.NONE : SegmentRanges.ofPairs(holding.getSegmentRangesList());
    }

    private static boolean isFull(Engine engine) {
        long capacity = engine.load().getEgressCapacityBps();
        return capacity > 0 && engine.load().getEgressBps() >= FULL * capacity;
    }

    /** Share of all engines' egress that is in use, 0 to 1. */
    public static double load(SegmentLocationTable table) {
        double used = 0;
        double capacity = 0;
        for (Engine engine : table.engines()) {
            if (engine.inService()) {
                used += engine.load().getEgressBps();
                capacity += engine.load().getEgressCapacityBps();
            }
        }
        return capacity == 0 ? 0 : Math.min(1, used / capacity);
    }

    private static SegmentSourceReply reply(Outcome outcome, double load, String text) {
        return SegmentSourceReply.newBuilder().setOutcome(outcome).setLoad(load).setText(text).build();
    }
}
