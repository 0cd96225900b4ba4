package io.mediachassis.blade.nvod;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.NvodState;
import io.mediachassis.backplane.proto.PlannedSet;
import io.mediachassis.backplane.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All sets of the station with who sends what, as one director made it: every blade keeps the newest. Immutable; any
 * thread.
 *
 * @param term of the director who made it
 * @param sequence rises with each change within a term
 * @param revision rises when a set begins or ends
 */
public record PlannedSets(Term term, long sequence, long revision, List<Planned> sets) {
    public static final PlannedSets NONE = new PlannedSets(Term.NONE, 0, 0, List.of());

    /** A set and who sends its segments. */
    public record Planned(NvodSet set, Assignment assignment) {
        public Planned {
            if (assignment.streams() != set.streams() || assignment.segments() != set.program().segments()) {
                throw new IllegalArgumentException("the assignment of set " + set.id() + " is of another size");
            }
        }
    }

    public PlannedSets {
        sets = List.copyOf(sets);
    }

    /** Whether this one holds, of the two. */
    public boolean newerThan(PlannedSets other) {
        int byTerm = term.compareTo(other.term);
        return byTerm > 0 || (byTerm == 0 && sequence > other.sequence);
    }

    /** The next of a director who acts in that term. */
    public PlannedSets next(Term now, List<Planned> changed) {
        boolean others = !instances(sets).equals(instances(changed));
        return new PlannedSets(
                now, term.equals(now) ? sequence + 1 : 1, others ? revision + 1 : revision, changed);
    }

    private static List<String> instances(List<Planned> sets) {
        return sets.stream().map(planned -> planned.set().instance()).toList();
    }

    public Optional<Planned> find(String id) {
        return sets.stream().filter(planned -> planned.set().id().equals(id)).findFirst();
    }

    /** The wire form, and the file's. */
    public NvodState toProto() {
        NvodState.Builder state = NvodState.newBuilder().setTerm(term.toProto()).setSequence(sequence).setRevision(revision);
        sets.forEach(planned -> state.addSets(PlannedSet.newBuilder()
                .setSet(toProto(planned.set()))
                .setAssignment(ByteString.copyFrom(planned.assignment().toBytes()))));
        return state.build();
    }

    /** As it came; throws IllegalArgumentException that says what can't be. */
    public static PlannedSets of(NvodState state) {
        List<Planned> sets = new ArrayList<>();
        for (PlannedSet planned : state.getSetsList()) {
            NvodSet set = of(planned.getSet());
            sets.add(new Planned(set, Assignment.of(
                    set.streams(), set.program().segments(), planned.getAssignment().toByteArray())));
        }
        return new PlannedSets(Term.of(state.getTerm()), state.getSequence(), state.getRevision(), sets);
    }

    /** The wire form of a set. */
    public static io.mediachassis.backplane.proto.NvodSet toProto(NvodSet set) {
        return io.mediachassis.backplane.proto.NvodSet.newBuilder()
                .setId(set.id())
                .setProgramId(set.programId())
                .setTitle(set.title())
                .setOutline(set.program().toProto())
                .setIntervalMs((int) set.intervalMs())
                .setEpochNs(set.epochNs())
                .setLoops(set.loops())
                .setGroup(set.group())
                .setPort(set.port())
                .setRtp(set.rtp())
                .setSourceSpecific(set.sourceSpecific())
                .setSeed(set.seed())
                .setInterleave(set.interleave())
                .setInterleaveKey(set.interleaveKey())
                .setNumber(set.number())
                .build();
    }

    private static NvodSet of(io.mediachassis.backplane.proto.NvodSet set) {
        return new NvodSet(
                set.getId(),
                set.getProgramId(),
                set.getTitle(),
                ProgramShape.of(set.getOutline()),
                set.getIntervalMs(),
                set.getEpochNs(),
                set.getLoops(),
                set.getGroup(),
                set.getPort(),
                set.getRtp(),
                set.getSourceSpecific(),
                set.getSeed(),
                set.getInterleave(),
                set.getInterleaveKey(),
                set.getNumber());
    }
}
