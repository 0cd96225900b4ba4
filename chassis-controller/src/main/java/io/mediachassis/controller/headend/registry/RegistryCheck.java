package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrong in the whole system, as far as the registry knows.
 *
 * @param stations all, by name
 * @param programs those with something wrong, by id
 * @param programsTotal how many programs there are
 */
public record RegistryCheck(List<Station> stations, List<Program> programs, int programsTotal) {
    /**
     * A station, and how far it is to be believed.
     *
     * @param silent its lease has run out
     * @param drifting what is known of it is not its word: a picture is due
     */
    public record Station(StationRow row, boolean silent, boolean drifting) {}

    /**
     * A program with something wrong.
     *
     * @param manifest which of them, where several go by one id
     * @param total segments that it has
     * @param missing segments that no station holds
     * @param unreachable segments that only silent stations hold
     * @param single segments of which there is one copy in the whole system
     * @param rivals other programs that go by this id
     * @param stations that hold some of this one, by name
     */
    public record Program(
            String id, String manifest, int total, SegmentRanges missing, SegmentRanges unreachable,
            SegmentRanges single, int rivals, List<String> stations) {
        public Program {
            stations = List.copyOf(stations);
        }

        boolean sound() {
            return missing.isEmpty() && unreachable.isEmpty() && single.isEmpty() && rivals == 0;
        }
    }

    /** Looks at all rows. */
    public static RegistryCheck of(RegistryRows rows) {
        Gathering gathering = new Gathering(rows.alive());
        rows.forEachHolding(gathering::add);
        return new RegistryCheck(stations(rows), gathering.finish(), gathering.programs);
    }

    /** All stations, and whether they are there. */
    static List<Station> stations(RegistryRows rows) {
        Set<String> alive = rows.alive();
        return rows.stations().stream()
                .map(row -> new Station(row, !alive.contains(row.name()), row.standing() != Standing.WHOLE))
                .toList();
    }

    public boolean sound() {
        return programs.isEmpty() && stations.stream().noneMatch(s -> s.silent() || s.drifting());
    }

    /** One program after the other. */
    private static final class Gathering {
        private final Set<String> alive;
        private final List<Program> unsound = new ArrayList<>();
        private final Map<String, Copies> byManifest = new LinkedHashMap<>();
        private String program = "";
        private int programs;

        Gathering(Set<String> alive) {
            this.alive = alive;
        }

        void add(HoldingRow row) {
            if (!row.program().equals(program)) {
                finish();
                program = row.program();
                programs++;
            }
            byManifest.computeIfAbsent(row.manifest(), m -> new Copies()).add(row, alive.contains(row.station()));
        }

        List<Program> finish() {
            byManifest.forEach((manifest, copies) -> {
                Program found = copies.judge(program, manifest, byManifest.size() - 1);
                if (!found.sound()) {
                    unsound.add(found);
                }
            });
            byManifest.clear();
            return unsound;
        }
    }

    /** How often each segment of a program is there. */
    private static final class Copies {
        private final Set<String> stations = new TreeSet<>();
        private int total;
        private SegmentRanges once = SegmentRanges.NONE;
        private SegmentRanges often = SegmentRanges.NONE;
        private SegmentRanges reachable = SegmentRanges.NONE;

        void add(HoldingRow row, boolean isAlive) {
            stations.add(row.station());
            SegmentRanges copies = row.copies();
            total = Math.max(total, row.total());
            often = often.plus(once.and(copies));
            once = once.plus(copies).minus(often);
            reachable = isAlive ? reachable.plus(copies) : reachable;
        }

        Program judge(String id, String manifest, int rivals) {
            SegmentRanges there = once.plus(often);
            return new Program(
                    id, manifest, total, SegmentRanges.upTo(total).minus(there), there.minus(reachable), once, rivals,
                    List.copyOf(stations));
        }
    }
}
