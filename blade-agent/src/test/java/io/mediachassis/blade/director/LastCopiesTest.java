package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastCopiesTest {
    private static final SegmentLocationTable TABLE =
            with(with(SegmentLocationTable.EMPTY, 1, 0, 5), 2, 4, 5);

    private static SegmentLocationTable with(SegmentLocationTable table, int slot, int first, int last) {
        return table.withReachable(slot, true).withHoldings(slot, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId("film")
                        .setSegmentsTotal(6)
                        .setManifestHash(ByteString.fromHex("ab"))
                        .addSegmentRanges(first)
                        .addSegmentRanges(last))
                .build());
    }

    /** Segment n was used at n. */
    private static Pressure offered(int... segments) {
        List<Candidate> held = Arrays.stream(segments)
                .mapToObj(n -> new Candidate("film", n, 100, n, false))
                .toList();
        return new Pressure(1, 1000, held);
    }

    private static StationHolding film(String ranges) {
        return new StationHolding("film", "ab", 6, SegmentRanges.parse(ranges));
    }

    @Test
    void whatWasUsedLongestAgo_asMuchAsIsToGo() {
        assertEquals(List.of(film("0-1")), LastCopies.of(offered(3, 1, 0, 2), TABLE, 150));
        assertEquals(List.of(), LastCopies.of(offered(3, 1, 0, 2), TABLE, 0));
    }

    @Test
    void whatAnotherEngineKeeps_isNoLastCopy() {
        assertEquals(List.of(film("3")), LastCopies.of(offered(3, 4, 5), TABLE, 1000));
        assertEquals(List.of(film("3-5")), LastCopies.of(offered(3, 4, 5), TABLE.withReachable(2, false), 1000));
    }

    @Test
    void whatIsNotThereOrInUse_isNotAskedFor() {
        assertEquals(List.of(), LastCopies.of(
                new Pressure(1, 1000, List.of(new Candidate("film", 1, 100, 1, true), new Candidate("other", 0, 100, 1, false))),
                TABLE, 1000));
    }

    @Test
    void whatHadToStay_isAskedForAgainOnlyAfterAWhile() {
        LeaveRefusals refusals = new LeaveRefusals();
        refusals.note(film("0-1"), 0);
        List<Candidate> held = offered(0, 1, 2).held();
        assertEquals(List.of(held.get(2)), refusals.without(held, 1));
        assertEquals(held, refusals.without(held, LeaveRefusals.STAYS_NS));
    }
}
