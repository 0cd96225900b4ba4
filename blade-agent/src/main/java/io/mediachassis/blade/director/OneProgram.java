package io.mediachassis.blade.director;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which program counts where a station's engines hold several by one id, as when a blade comes back with one that was replaced
 * meanwhile: no stream and no copy is made of both. Pure; any thread.
 */
final class OneProgram {
    private OneProgram() {}

    private record Version(ByteString manifest, List<Engine> engines, boolean whole, int segments, long published) {}

    /**
     * Those that hold the one that counts: which is here whole, or else that of which more is, then the one that was taken in
     * last.
     *
     * @param engines that hold some program by this id, at least one
     */
    static List<Engine> of(String programId, List<Engine> engines) {
        Map<ByteString, List<Engine>> versions = new LinkedHashMap<>();
        engines.forEach(engine -> versions.computeIfAbsent(
                holding(engine, programId).getManifestHash(), hash -> new ArrayList<>()).add(engine));
        return versions.entrySet().stream()
                .map(entry -> version(programId, entry.getKey(), entry.getValue()))
                .max(Comparator.comparing(Version::whole)
                        .thenComparingInt(Version::segments)
                        .thenComparingLong(Version::published)
                        .thenComparing(Version::manifest, ByteString.unsignedLexicographicalComparator()))
                .map(Version::engines)
                .orElse(engines);
    }

    private static Version version(String programId, ByteString manifest, List<Engine> engines) {
        BitSet held = new BitSet();
        for (Engine engine : engines) {
            ProgramHolding part = holding(engine, programId);
            for (int i = 0; i + 1 < part.getSegmentRangesCount(); i += 2) {
                held.set(part.getSegmentRanges(i), part.getSegmentRanges(i + 1) + 1);
            }
        }
        ProgramHolding any = holding(engines.get(0), programId);
        return new Version(manifest, engines, held.nextClearBit(0) >= any.getSegmentsTotal(), held.cardinality(),
                any.getPublishedEpochMs());
    }

    private static ProgramHolding holding(Engine engine, String programId) {
        return Objects.requireNonNull(engine.programs().get(programId), "asked of engines that hold some");
    }
}
