package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes that an engine holds of each program for good, as if the program's segments were all of one size. Immutable; any
 * thread.
 *
 * @param bytes of all programs together
 */
public record StoredBytes(long bytes, Map<String, Long> byProgram) {
    static final StoredBytes NOTHING = new StoredBytes(0, Map.of());

    static StoredBytes of(Map<String, ProgramHolding> programs) {
        Map<String, Long> byProgram = new HashMap<>();
        long bytes = 0;
        for (ProgramHolding holding : programs.values()) {
            long segments = KeptSegments.of(holding).cardinality();
            long here = holding.getBytes() / Math.max(1, holding.getSegmentsTotal()) * segments;
            byProgram.put(holding.getProgramId(), here);
            bytes += here;
        }
        return new StoredBytes(bytes, Map.copyOf(byProgram));
    }

    long of(String programId) {
        return byProgram.getOrDefault(programId, 0L);
    }
}
