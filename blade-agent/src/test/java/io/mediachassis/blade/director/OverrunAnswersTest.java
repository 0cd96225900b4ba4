package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.backplane.proto.ProgramHolding;
import org.junit.jupiter.api.Test;

/** Whom the director names to an engine whose console is about to overrun what has arrived. */
class OverrunAnswersTest {
    private static final OverrunNotice NOTICE = OverrunNotice.newBuilder()
            .setProgramId("p")
            .setSegment(2)
            .setSendingSlot(1)
            .build();

    private static SegmentLocationTable with(SegmentLocationTable table, int slot, int last, int streams) {
        return table.withReachable(slot, true)
                .withLoad(slot, LoadReport.newBuilder()
                        .setInService(true)
                        .setStreams(streams)
                        .setStreamsCapacity(10)
                        .setEgressBps(streams * 1_000_000L)
                        .setEgressCapacityBps(1_000_000_000)
                        .build())
                .withHoldings(slot, HoldingsPush.newBuilder()
                        .addPrograms(ProgramHolding.newBuilder()
                                .setProgramId("p")
                                .setSegmentsTotal(4)
                                .addSegmentRanges(0)
                                .addSegmentRanges(last))
                        .build());
    }

    private static OverrunReply answer(OverrunNotice notice, SegmentLocationTable table) {
        return OverrunAnswers.answer(notice, table, new Headroom(), 0);
    }

    @Test
    void theLeastBusyThatHoldsAllOfTheSegmentIsNamed() {
        SegmentLocationTable table = with(with(with(SegmentLocationTable.EMPTY, 1, 1, 0), 2, 3, 5), 3, 3, 2);
        OverrunReply reply = answer(NOTICE, table);
        assertEquals(3, reply.getEngineSlot());
        assertFalse(reply.getExchange());
        assertEquals(2, answer(NOTICE.toBuilder().addExcludedSlots(3).build(), table).getEngineSlot());
    }

    @Test
    void whereAllAreFull_oneIsNamedThatMayReturnAConsole() {
        SegmentLocationTable table = with(with(SegmentLocationTable.EMPTY, 1, 1, 0), 2, 3, 10);
        OverrunReply reply = answer(NOTICE, table);
        assertEquals(2, reply.getEngineSlot());
        assertTrue(reply.getExchange());
    }

    @Test
    void whereNobodyHoldsIt_noneIsNamedAndWhyIsSaid() {
        SegmentLocationTable table = with(with(SegmentLocationTable.EMPTY, 1, 3, 0), 2, 1, 0);
        OverrunReply reply = answer(NOTICE, table);
        assertEquals(0, reply.getEngineSlot(), "the asking engine itself is none");
        assertTrue(reply.getText().contains("segment 2 of p"), reply.getText());
        assertEquals(0, answer(NOTICE, table.withReachable(1, false)).getEngineSlot());
    }
}
