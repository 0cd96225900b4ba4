package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.HotSegments.Answer;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.HotSegments.Copy;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Segments in demand: who copies them, who waits, and when the extra copies go. */
class HotSegmentsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int CAPACITY = 3;
    private static final Ask CONSOLE = new Ask("film", 0, 0, Set.of(), Use.STREAM);

    private final Headroom headroom = new Headroom();
    private final SegmentHeat heat = new SegmentHeat(60 * SECOND);
    private final HotSegments hot = new HotSegments(2, heat);
    private SegmentLocationTable table = SegmentLocationTable.EMPTY;
    private long opened;
    private long nowNs;

    /** Streams of engines 1, 2, ... now. */
    private void loads(int... streams) {
        for (int i = 0; i < streams.length; i++) {
            load(i + 1, streams[i], 1 << 30);
        }
    }

    private void load(int slot, int streams, long free) {
        // Reports end what was given out before them.
        opened += 100;
        nowNs += SECOND / 10;
        LoadReport load = LoadReport.newBuilder()
                .setInService(true)
                .setStreams(streams)
                .setStreamsCapacity(CAPACITY)
                .setStreamsOpenedTotal(opened)
                .setMeasuredUs(nowNs / 1000)
                .setDiskFreeBytes(free)
                .build();
        table = table.withReachable(slot, true).withLoad(slot, load);
        headroom.onReport(slot, load, nowNs);
    }

    private void holds(int slot, int from, int to, Integer... arriving) {
        ProgramHolding.Builder holding = ProgramHolding.newBuilder()
                .setProgramId("film")
                .setBytes(4000)
                .setSegmentsTotal(4)
                .addAllArrivingSegments(List.of(arriving));
        if (to >= from) {
            holding.addSegmentRanges(from).addSegmentRanges(to);
        }
        table = table.withHoldings(slot, HoldingsPush.newBuilder().addPrograms(holding).build());
    }

    private Answer ask(Ask ask) {
        return hot.ask(ask, table, headroom, nowNs);
    }

    private int served(Answer answer) {
        return assertInstanceOf(Answer.Serve.class, answer).engine().slot();
    }

    @Test
    void whileAHolderHasRoomNothingIsCopied() {
        loads(2, 3, 0);
        holds(1, 0, 3);
        holds(2, 0, 3);
        assertEquals(1, served(ask(CONSOLE)));
        // Given out, and in no report yet: the next is one too many.
        assertInstanceOf(Answer.Order.class, ask(CONSOLE));
    }

    @Test
    void oneCopyIsMadeHoweverManyAskAndTheyAllGoToIt() {
        loads(3, 3, 1, 0);
        holds(1, 0, 3);
        holds(2, 0, 3);
        Answer.Order order = assertInstanceOf(Answer.Order.class, ask(CONSOLE));
        assertEquals(new Copy("film", 0, 4), order.copy());
        assertEquals(List.of(1, 2), order.sources());
        assertEquals(new Answer.Wait(order.copy()), ask(CONSOLE));
        hot.onPlayable(order.copy(), nowNs);
        assertEquals(4, served(ask(CONSOLE)));
        // It is full now with what was given to it: the next engine gets a copy.
        assertEquals(new Copy("film", 0, 3), assertInstanceOf(Answer.Order.class, ask(CONSOLE)).copy());
        assertEquals(new Answer.Wait(new Copy("film", 0, 3)), ask(CONSOLE));
        assertInstanceOf(Answer.Busy.class, ask(CONSOLE), "nobody at all has room");
        assertEquals(2, hot.underWay());
    }

    @Test
    void aCopyThatIsEvictedAtOnceServesNobody() {
        loads(3, 3, 0);
        holds(1, 0, 3);
        holds(2, 0, 3);
        Copy copy = assertInstanceOf(Answer.Order.class, ask(CONSOLE)).copy();
        hot.onPlayable(copy, nowNs);
        assertEquals(3, served(ask(CONSOLE)), "it is there, though no table shows it yet");
        loads(3, 3, 0);
        nowNs += HotSegments.SHOWN_NS;
        assertEquals(copy, assertInstanceOf(Answer.Order.class, ask(CONSOLE)).copy(), "it was evicted: another is made");
        hot.onPlayable(copy, nowNs);
        holds(3, 1, 0, 0);
        nowNs += HotSegments.SHOWN_NS;
        assertEquals(3, served(ask(CONSOLE)), "it arrives for as long as it takes");
    }

    @Test
    void aCopyThatArrivesServesUnderANewDirectorToo() {
        loads(3, 0, 0);
        holds(1, 0, 3);
        holds(2, 1, 0, 0);
        assertEquals(2, served(ask(CONSOLE)));
        // It is whole: a holder like any other.
        holds(2, 0, 0);
        assertEquals(2, served(ask(CONSOLE)));
        assertEquals(0, hot.underWay());
    }

    @Test
    void copiesUnderWayAreLimitedAndEndWithTheTable() {
        loads(3, 0, 0, 0);
        holds(1, 0, 3);
        List<Copy> copies = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            copies.add(assertInstanceOf(
                    Answer.Order.class, ask(new Ask("film", n, 0, Set.of(), Use.STREAM))).copy());
        }
        Ask third = new Ask("film", 2, 0, Set.of(), Use.STREAM);
        assertInstanceOf(Answer.Busy.class, ask(third));
        holds(copies.get(0).target(), 0, 0);
        assertInstanceOf(Answer.Order.class, ask(third));
    }

    @Test
    void atAHandOverTheCopyGoesToTheEngineThatSendsAlready() {
        loads(3, 3, 0);
        holds(1, 0, 3);
        holds(2, 0, 0);
        Answer.Order order = assertInstanceOf(
                Answer.Order.class, ask(new Ask("film", 1, 2, Set.of(2), Use.STREAM)));
        assertEquals(2, order.copy().target(), "its stream is counted there already, though it is full");
        assertEquals(2, served(ask(new Ask("film", 0, 2, Set.of(), Use.STREAM))), "what it holds it sends on");
    }

    @Test
    void anEngineThatFailedOrHasNoDiskLeftIsNotAskedAgainSoon() {
        loads(3, 0, 0);
        load(3, 0, 100);
        holds(1, 0, 3);
        Copy copy = assertInstanceOf(Answer.Order.class, ask(CONSOLE)).copy();
        assertEquals(2, copy.target(), "engine 3 has no room for the segment");
        hot.onFailed(copy, nowNs);
        assertInstanceOf(Answer.Busy.class, ask(CONSOLE));
        nowNs += HotSegments.AVOID_NS;
        assertInstanceOf(Answer.Order.class, ask(CONSOLE));
        table = table.withReachable(1, false);
        assertInstanceOf(Answer.NoneHolds.class, ask(CONSOLE));
    }

    @Test
    void extraCopiesGoOnceDemandHasBeenLowForLong() {
        SegmentPlacement placement = new SegmentPlacement(2, 0);
        SurplusDrops surplus = new SurplusDrops(placement, heat);
        loads(3, 3, 1);
        holds(1, 0, 3);
        holds(2, 0, 3);
        ask(CONSOLE);
        holds(3, 0, 0);
        long hotUntilNs = seconds(surplus, 100, 3);
        assertEquals(0, hotUntilNs, "while its holders are full it stays");
        // Below capacity, but not by much: the next console would make it hot again.
        assertEquals(0, seconds(surplus, 100, 3, 2));
        long coolNs = nowNs;
        long droppedNs = seconds(surplus, 100, 1, 1);
        assertTrue(droppedNs - coolNs >= 60 * SECOND && droppedNs - coolNs < 80 * SECOND,
                "after " + (droppedNs - coolNs) / 1e9 + " s");
    }

    @Test
    void demandThatComesBackKeepsTheCopy() {
        SurplusDrops surplus = new SurplusDrops(new SegmentPlacement(2, 0), heat);
        holds(1, 0, 3);
        holds(2, 0, 3);
        holds(3, 0, 0);
        for (int i = 0; i < 10; i++) {
            assertEquals(0, seconds(surplus, 5, 3, 3), "full");
            assertEquals(0, seconds(surplus, 50, 0, 0), "not for long enough");
        }
        assertTrue(seconds(surplus, 70, 0, 0) > 0);
    }

    /** Steps the clock with engines 1 and 2 so busy; gives when an order to drop came, 0: none. */
    private long seconds(SurplusDrops surplus, int seconds, int... streams) {
        for (int i = 0; i < seconds; i++) {
            loads(streams.length == 1 ? new int[] {streams[0], streams[0], 1} : new int[] {streams[0], streams[1], 1});
            nowNs += SECOND;
            List<DropOrder> orders = surplus.plan(table, headroom, nowNs);
            if (!orders.isEmpty()) {
                assertEquals(List.of(new DropOrder("film", List.of(0), 3, 1)), orders);
                return nowNs;
            }
        }
        return 0;
    }
}
