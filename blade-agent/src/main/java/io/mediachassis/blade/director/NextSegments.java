package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import java.util.Set;

/** The director's answer to which engine sends a segment (seed 002 claim 16: looked up, chosen by load and status). Pure. */
public final class NextSegments {
    private NextSegments() {}

    public static NextSegmentReply answer(NextSegmentQuery query, SegmentLocationTable table) {
        Choice choice = EngineChoice.toSendOn(table, query.getProgramId(), query.getSegment(),
                query.getSendingSlot(), Set.copyOf(query.getExcludedSlotsList()));
        if (choice instanceof Chosen chosen) {
            return NextSegmentReply.newBuilder()
                    .setEngineSlot(chosen.engine().slot())
                    .setHttpUrl(chosen.engine().load().getHttpUrl())
                    .build();
        }
        String what = "segment " + query.getSegment() + " of " + query.getProgramId();
        return NextSegmentReply.newBuilder()
                .setText(choice instanceof NoneHolds
                        ? "No engine of this station holds " + what
                        : "Every engine that holds " + what + " is at its capacity")
                .build();
    }
}
