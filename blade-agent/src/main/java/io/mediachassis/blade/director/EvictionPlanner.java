package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which segments an engine gives up when it holds more than it may: those used longest ago, never one that it reads,
 * never one that no other engine holds that is reachable and stays, and nothing at the home station of the programs.
 * Pure.
 *
 * <p>It takes the director's view, since only who knows all holdings can tell a last copy. Asked once for all engines,
 * so that two of them never give up the only two copies at the same time.
 */
public final class EvictionPlanner {
    private final boolean home;

    /** @param home whether this station is the home of its programs, which keeps all */
    public EvictionPlanner(boolean home) {
        this.home = home;
    }

    boolean isHome() {
        return home;
    }

    /**
     * A segment that an engine could give up.
     *
     * @param bytes of its media
     * @param lastUsedMs when it was last read, by any clock that all candidates of one engine share
     * @param inUse a stream or a copy reads it, or soon will
     */
    public record Candidate(String programId, int segment, long bytes, long lastUsedMs, boolean inUse) {}

    /** What one engine tells: how many bytes it is above its limit, and what it holds. */
    public record Pressure(int slot, long excessBytes, List<Candidate> held) {
        public Pressure {
            held = List.copyOf(held);
        }
    }

    /** Drop this segment on that engine. */
    public record Eviction(int slot, String programId, int segment) {}

    /** What to drop now; less than the excess when no more may go. Engines in the order given. */
    public List<Eviction> plan(SegmentLocationTable table, List<Pressure> pressures) {
        return plan(table, pressures, Set.of());
    }

    /**
     * The same while earlier decisions are carried out.
     *
     * @param pending decided, and held no more for all that is to be known
     */
    public List<Eviction> plan(SegmentLocationTable table, List<Pressure> pressures, Set<Eviction> pending) {
        if (home) {
            return List.of();
        }
        Map<String, int[]> copies = new HashMap<>();
        for (Engine engine : table.engines()) {
            if (engine.stays()) {
                engine.programs().forEach((id, holding) -> KeptSegments.of(holding).stream().forEach(n ->
                        copies.computeIfAbsent(key(id, holding, n), k -> new int[1])[0]++));
            }
        }
        for (Eviction gone : pending) {
            Engine engine = table.engine(gone.slot()).filter(Engine::stays).orElse(null);
            ProgramHolding holding = engine == null ? null : engine.programs().get(gone.programId());
            int[] left = holding == null || !KeptSegments.of(holding).get(gone.segment())
                    ? null
                    : copies.get(key(gone.programId(), holding, gone.segment()));
            if (left != null) {
                left[0]--;
            }
        }
        List<Eviction> evictions = new ArrayList<>();
        for (Pressure pressure : pressures) {
            Engine engine = table.engine(pressure.slot()).filter(Engine::stays).orElse(null);
            if (engine != null) {
                evict(pressure, engine, copies, pending, evictions);
            }
        }
        return evictions;
    }

    private static void evict(
            Pressure pressure, Engine engine, Map<String, int[]> copies, Set<Eviction> pending,
            List<Eviction> evictions) {
        long excess = pressure.excessBytes();
        List<Candidate> oldestFirst = pressure.held().stream()
                .sorted(Comparator.comparingLong(Candidate::lastUsedMs)
                        .thenComparing(Candidate::programId)
                        .thenComparing(Candidate::segment, Comparator.reverseOrder()))
                .toList();
        for (Candidate c : oldestFirst) {
            if (excess <= 0) {
                return;
            }
            ProgramHolding holding = engine.programs().get(c.programId());
            Eviction eviction = new Eviction(pressure.slot(), c.programId(), c.segment());
            if (c.inUse() || holding == null || !KeptSegments.of(holding).get(c.segment()) || pending.contains(eviction)) {
                continue;
            }
            int[] left = copies.get(key(c.programId(), holding, c.segment()));
            if (left != null && left[0] > 1) {
                left[0]--;
                excess -= c.bytes();
                evictions.add(eviction);
            }
        }
    }

    /** Holdings with different manifests are no copies of one another. */
    static String key(String id, ProgramHolding holding, int segment) {
        return id + '#' + segment + '#' + holding.getManifestHash().hashCode() + '#' + holding.getPublishedEpochMs();
    }
}
