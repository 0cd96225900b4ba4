package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** The director's answer to which engine sends a segment (seed 002 claim 16: looked up, chosen by load and status). Pure. */
public final class NextSegments {
    private NextSegments() {}

    public static NextSegmentReply answer(
            NextSegmentQuery query, SegmentLocationTable table, Headroom headroom, long nowNs) {
        if (query.getToCopy()) {
            return toCopy(query, table);
        }
        Optional<Engine> goesOn = goesOn(query, table);
        if (goesOn.isPresent()) {
            return at(goesOn.get());
        }
        Choice choice = EngineChoice.toSendOn(table, headroom, query.getProgramId(), query.getSegment(),
                query.getSendingSlot(), Set.copyOf(query.getExcludedSlotsList()), nowNs);
        if (choice instanceof Chosen chosen) {
            return at(chosen.engine());
        }
        return choice instanceof NoneHolds ? noneHolds(query) : busy(query);
    }

    /** The engine that sends now, where a group brings it the segment: at the pace at which it is played. */
    public static Optional<Engine> goesOn(NextSegmentQuery query, SegmentLocationTable table) {
        return query.getToCopy() || query.getBackward() || query.getExcludedSlotsList().contains(query.getSendingSlot())
                ? Optional.empty()
                : table.engine(query.getSendingSlot()).filter(engine ->
                        engine.inService() && engine.receivesFromGroup(query.getProgramId(), query.getSegment()));
    }

    /** Who gives a copy, which takes nothing from the room for streams: the least busy that is not excluded. */
    private static NextSegmentReply toCopy(NextSegmentQuery query, SegmentLocationTable table) {
        return table.holders(query.getProgramId(), query.getSegment()).stream()
                .filter(engine -> !query.getExcludedSlotsList().contains(engine.slot()))
                .min(Comparator.comparingLong(engine -> engine.load().getEgressBps()))
                .map(NextSegments::at)
                .orElseGet(() -> noneHolds(query));
    }

    /** This engine does. */
    public static NextSegmentReply at(Engine engine) {
        return NextSegmentReply.newBuilder()
                .setEngineSlot(engine.slot())
                .setHttpUrl(engine.load().getHttpUrl())
                .build();
    }

    /** Nobody does. */
    public static NextSegmentReply noneHolds(NextSegmentQuery query) {
        return NextSegmentReply.newBuilder()
                .setText("No engine of this station holds " + what(query))
                .build();
    }

    /** Nobody can now. */
    public static NextSegmentReply busy(NextSegmentQuery query) {
        return NextSegmentReply.newBuilder()
                .setText("Every engine that holds " + what(query) + " is at its capacity")
                .build();
    }

    private static String what(NextSegmentQuery query) {
        return "segment " + query.getSegment() + " of " + query.getProgramId();
    }
}
