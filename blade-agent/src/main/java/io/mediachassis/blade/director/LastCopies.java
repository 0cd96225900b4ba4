package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which segments an engine may give up that no other engine of the station keeps, if another station holds them: those
 * used longest ago, once what others here keep is not enough. Whether another station does the registry says. Pure.
 */
public final class LastCopies {
    private LastCopies() {}

    /**
     * What to ask leave for, by program.
     *
     * @param stillBytes that are to go beside what was decided already
     */
    public static List<StationHolding> of(Pressure pressure, SegmentLocationTable table, long stillBytes) {
        Engine engine = table.engine(pressure.slot()).filter(Engine::stays).orElse(null);
        if (engine == null || stillBytes <= 0) {
            return List.of();
        }
        List<Candidate> oldestFirst = pressure.held().stream()
                .filter(c -> !c.inUse() && isLast(engine, table, c))
                .sorted(Comparator.comparingLong(Candidate::lastUsedMs)
                        .thenComparing(Candidate::programId)
                        .thenComparing(Candidate::segment, Comparator.reverseOrder()))
                .toList();
        Map<String, StationHolding> wanted = new TreeMap<>();
        long left = stillBytes;
        for (Candidate c : oldestFirst) {
            ProgramHolding holding = engine.programs().get(c.programId());
            if (left <= 0 || holding == null) {
                break;
            }
            left -= c.bytes();
            String manifest = HexFormat.of().formatHex(holding.getManifestHash().toByteArray());
            SegmentRanges one = SegmentRanges.of(c.segment());
            wanted.merge(
                    c.programId(), new StationHolding(c.programId(), manifest, holding.getSegmentsTotal(), one),
                    (a, b) -> new StationHolding(a.program(), a.manifest(), a.total(), a.segments().plus(b.segments())));
        }
        return List.copyOf(wanted.values());
    }

    private static boolean isLast(Engine engine, SegmentLocationTable table, Candidate c) {
        return engine.keeps(c.programId(), c.segment())
                && table.engines().stream()
                        .noneMatch(other -> other.slot() != engine.slot() && other.stays()
                                && other.keeps(c.programId(), c.segment()));
    }
}
