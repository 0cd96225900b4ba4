package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which planned programs are worked on now: of those whose window is open, of which something is lacking and which can be
 * had, the first ones: by the next segment that is lacking where the beginnings of all come first, then by time of publishing. Pure.
 */
final class PlannedTurn {
    private PlannedTurn() {}

    private record Lacking(PlannedProgram program, int first) {
        int key() {
            return program.getOrder() == PlannedProgram.Order.BEGINNINGS_FIRST ? first : 0;
        }
    }

    /** Ids of those in whose place this station holds another program: a station has one program by an id. */
    static Set<String> rivalled(Collection<PlannedProgram> plan, SegmentLocationTable table) {
        return plan.stream()
                .filter(program -> !program.getManifestHash().isEmpty())
                .filter(program -> table.manifests(program.getProgramId()).stream()
                        .anyMatch(here -> !here.equals(program.getManifestHash())))
                .map(PlannedProgram::getProgramId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The first ones.
     *
     * @param pauses whether a program is left out for now, since it can't be had
     * @param most at a time
     */
    static List<PlannedProgram> of(
            List<PlannedProgram> plan, SegmentLocationTable table, Predicate<String> pauses, long epochMs, int most) {
        List<Lacking> lacking = new ArrayList<>();
        for (PlannedProgram program : plan) {
            if (!PlanBook.isOpen(program, epochMs) || table.program(program.getProgramId()).isPresent()
                    || pauses.test(program.getProgramId())) {
                continue;
            }
            lacking.add(new Lacking(program, table.kept(program.getProgramId()).nextClearBit(0)));
        }
        return lacking.stream()
                .sorted(Comparator.comparingInt(Lacking::key)
                        .thenComparingLong(one -> one.program().getPublishEpochMs())
                        .thenComparing(one -> one.program().getProgramId()))
                .limit(most)
                .map(Lacking::program)
                .toList();
    }
}
