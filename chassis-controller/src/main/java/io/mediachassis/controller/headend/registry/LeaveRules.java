package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.controller.headend.registry.StationRow.Standing;

/**
 * Who may drop what: never the last copy in the whole system. A segment may go when another station holds it whose lease
 * has not run out, whose own word this is, and which has no leave to drop it itself. With the same step the segment stops
 * being a copy for anyone else's leave; since what a step read of single rows still holds when it takes effect, of two
 * stations with the last two copies one is refused. Pure.
 */
final class LeaveRules {
    /** Stations that one step relies on, each for three rows: etcd compares 128 in a transaction. */
    private static final int KEEPERS = 30;

    /** Marks and returns what may be dropped; what was granted before is granted again. */
    SegmentRanges decide(RegistryRows rows, String station, Leave leave) {
        HoldingRow own = rows.holding(leave.program(), station)
                .filter(row -> row.sameProgram(leave.manifest()))
                .orElse(null);
        if (own == null) {
            return SegmentRanges.NONE;
        }
        SegmentRanges asked = leave.segments().and(own.held());
        SegmentRanges open = asked.minus(own.leaving());
        int keepers = 0;
        for (HoldingRow other : rows.holders(leave.program())) {
            if (open.isEmpty() || keepers == KEEPERS) {
                break;
            }
            if (!other.station().equals(station) && !kept(other, leave, open).isEmpty()) {
                keepers++;
                open = open.minus(reliable(rows, other.station(), leave, open));
            }
        }
        SegmentRanges granted = asked.minus(open);
        if (!granted.equals(own.leaving().and(granted))) {
            rows.put(own.leaving(own.leaving().plus(granted)));
        }
        return granted;
    }

    /** What was granted of it, and is still held. */
    SegmentRanges given(RegistryRows rows, String station, Leave leave) {
        return rows.holding(leave.program(), station)
                .filter(row -> row.sameProgram(leave.manifest()))
                .map(row -> row.leaving().and(leave.segments()))
                .orElse(SegmentRanges.NONE);
    }

    private static SegmentRanges kept(HoldingRow other, Leave leave, SegmentRanges open) {
        return other.sameProgram(leave.manifest()) ? other.copies().and(open) : SegmentRanges.NONE;
    }

    /** Read as single rows: the step takes effect only where they are still so. */
    private static SegmentRanges reliable(RegistryRows rows, String other, Leave leave, SegmentRanges open) {
        boolean itsWord = rows.station(other)
                .filter(row -> row.standing() == Standing.WHOLE)
                .isPresent();
        if (!itsWord || !rows.isAlive(other)) {
            return SegmentRanges.NONE;
        }
        return rows.holding(leave.program(), other)
                .map(row -> kept(row, leave, open))
                .orElse(SegmentRanges.NONE);
    }
}
