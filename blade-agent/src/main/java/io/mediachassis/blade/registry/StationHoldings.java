package io.mediachassis.blade.registry;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.blade.director.KeptSegments;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a station holds by the director's table, as the registry is to know it: what its engines keep for good, each segment
 * once. Pure; any thread. Takes time in proportion to all that is stored.
 */
final class StationHoldings {
    private StationHoldings() {}

    /** By program; of engines that can be reached, since nobody can have what others hold. */
    static Map<String, StationHolding> reachable(SegmentLocationTable table) {
        return of(table.engines().stream().filter(Engine::reachable).toList());
    }

    /** What any engine held when it last spoke. */
    static Map<String, StationHolding> known(SegmentLocationTable table) {
        return of(table.engines());
    }

    private static Map<String, StationHolding> of(List<Engine> engines) {
        Map<String, Map<String, StationHolding>> byManifest = new TreeMap<>();
        for (Engine engine : engines) {
            engine.programs().forEach((id, holding) -> {
                BitSet kept = KeptSegments.of(holding);
                // A manifest of nothing is none; ids that no program can have are left out as well.
                if (!kept.isEmpty() && StationHolding.isName(id)) {
                    String manifest = HexFormat.of().formatHex(holding.getManifestHash().toByteArray());
                    byManifest.computeIfAbsent(id, program -> new HashMap<>()).merge(
                            manifest, holding(holding, manifest, kept), StationHoldings::both);
                }
            });
        }
        Map<String, StationHolding> all = new TreeMap<>();
        byManifest.forEach((id, versions) -> all.put(id, most(versions)));
        return all;
    }

    /** Where engines have different programs by one id, the one of which there is more. */
    private static StationHolding most(Map<String, StationHolding> versions) {
        return versions.values().stream()
                .reduce((a, b) -> {
                    int more = Integer.compare(a.segments().count(), b.segments().count());
                    return more > 0 || (more == 0 && a.manifest().compareTo(b.manifest()) < 0) ? a : b;
                })
                .orElseThrow();
    }

    private static StationHolding both(StationHolding a, StationHolding b) {
        int total = Math.max(a.total(), b.total());
        return new StationHolding(a.program(), a.manifest(), total, a.segments().plus(b.segments()));
    }

    private static StationHolding holding(ProgramHolding holding, String manifest, BitSet kept) {
        return new StationHolding(holding.getProgramId(), manifest, holding.getSegmentsTotal(), ranges(kept));
    }

    private static SegmentRanges ranges(BitSet segments) {
        List<Integer> pairs = new ArrayList<>();
        for (int first = segments.nextSetBit(0); first >= 0; first = segments.nextSetBit(pairs.get(pairs.size() - 1) + 1)) {
            pairs.add(first);
            pairs.add(segments.nextClearBit(first) - 1);
        }
        return SegmentRanges.ofPairs(pairs);
    }
}
