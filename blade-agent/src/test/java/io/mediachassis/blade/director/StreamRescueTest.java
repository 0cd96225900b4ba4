package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.proto.TrickPoint;
import io.mediachassis.backplane.term.Term;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which streams are known of an engine, and where they go on when it dies. */
class StreamRescueTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND_TICKS = 27_000_000L;
    private static final Term TERM = new Term(3, 1);

    private final StreamTable streams = new StreamTable();

    private static StreamRecord record(long session, boolean playing, long seconds) {
        return StreamRecord.newBuilder()
                .setStream(StreamIdentity.newBuilder().setSession(session).setProgramId("p").setSsrc((int) session))
                .setPoint(StreamPoint.newBuilder()
                        .setPositionTicks(seconds * SECOND_TICKS)
                        .setSequence(65_000)
                        .setTimestamp(-1000))
                .setPlaying(playing)
                .setBitRate(4_000_000)
                .setDurationTicks(100 * SECOND_TICKS)
                .build();
    }

    private static StreamsPush push(StreamRecord... records) {
        return StreamsPush.newBuilder().addAllStreams(List.of(records)).setWhole(true).build();
    }

    private static SegmentLocationTable engines() {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int slot = 1; slot <= 3; slot++) {
            ProgramHolding.Builder held =
                    ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(10);
            held.addSegmentRanges(slot == 3 ? 5 : 0).addSegmentRanges(slot == 3 ? 9 : 4);
            table = table.withReachable(slot, true)
                    .withLoad(slot, LoadReport.newBuilder().setInService(true).setStreams(slot).setStreamsCapacity(100).build())
                    .withHoldings(slot, HoldingsPush.newBuilder().addPrograms(held).build());
        }
        return table;
    }

    @Test
    void atAnotherScale_itGoesOnAtThatScale() {
        StreamRecord back = record(1, true, 50).toBuilder()
                .setPoint(record(1, true, 50).getPoint().toBuilder()
                        .setSpeed(2)
                        .setTrick(TrickPoint.newBuilder().setScale(-4).setClock(1000).setLead(7).addCounters(16)))
                .build();
        StreamPoint next = StreamRescue.pointAfter(back, 500 * MS);
        assertEquals((50 - 4) * SECOND_TICKS, next.getPositionTicks(), "half a second at -4, twice as fast");
        assertEquals(-1000 + 90_000, next.getTimestamp());
        assertEquals(-4, next.getTrick().getScale());
        assertEquals(1000 + SECOND_TICKS, next.getTrick().getClock());
        assertEquals(0, next.getTrick().getCountersCount(), "what was sent meanwhile is unknown");
    }

    @Test
    void aStreamGoesOnAheadOfAllThatMayHaveBeenSentAndOnTheSameTimeLine() {
        StreamPoint next = StreamRescue.pointAfter(record(1, true, 10), 800 * MS);
        assertEquals(10 * SECOND_TICKS + SECOND_TICKS * 8 / 10, next.getPositionTicks());
        assertEquals(-1000 + 72_000, next.getTimestamp());
        int ahead = (next.getSequence() - 65_000) & 0xffff;
        int sentAtMost = (int) (0.8 * 4_000_000 / 8 / 1316 * 1.5);
        assertTrue(ahead > sentAtMost && ahead < 10_000, "ahead by " + ahead);
    }

    @Test
    void anotherHolderOfItsPlaceSendsIt() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamTable.Entry entry = streams.of(1).get(0);
        assertEquals(2, StreamRescue.order(entry, Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 0)
                .orElseThrow().engine());
        assertEquals(3, StreamRescue.order(entry, Optional.of(6), Set.of(1), engines(), new Headroom(), TERM, 0)
                .orElseThrow().engine(), "where the engine asked says that its place is in another segment");
        assertTrue(StreamRescue.order(entry, Optional.empty(), Set.of(1, 2), engines(), new Headroom(), TERM, 0).isEmpty());
    }

    @Test
    void whoGoesOnForOneThatWasToGoOnBeginsPastWhatThatOneMaySend() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamRescue.Order first = StreamRescue.order(
                streams.of(7L).orElseThrow(), Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 0).orElseThrow();
        streams.onRescued(streams.of(7L).orElseThrow(), first.start(), first.engine(), 0);
        streams.onPush(first.engine(), push(), 20 * MS);
        StreamRescue.Order second = StreamRescue.order(
                streams.of(7L).orElseThrow(), Optional.of(6), Set.of(1, 2), engines(), new Headroom(), TERM, 1000 * MS)
                .orElseThrow();
        int ahead = (second.start().getPoint().getSequence() - first.start().getPoint().getSequence()) & 0xffff;
        assertTrue(ahead > 380, "380 packets a second: " + ahead);
        assertEquals(1, first.start().getStream().getRescues());
        assertEquals(2, second.start().getStream().getRescues());
    }

    @Test
    void pausedStreamsAndThoseWhoseProgramHasEndedAreNotSentOn() {
        streams.onPush(1, push(record(7, false, 10), record(8, true, 99)), 0);
        for (StreamTable.Entry entry : streams.of(1)) {
            assertTrue(StreamRescue.order(entry, Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 2000 * MS).isEmpty());
        }
    }

    @Test
    void whoTookAStreamOverHasIt() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        streams.onPush(2, push(record(7, false, 10)), 0);
        assertEquals(1, streams.of(1).size(), "preloaded elsewhere is not sent elsewhere");
        streams.onTaken(StreamTaken.newBuilder().setSession(7).setEngineSlot(2).build(), 0);
        assertTrue(streams.of(1).isEmpty());
        assertEquals(1, streams.of(2).size());
        streams.onPush(1, push(), 10);
        assertEquals(1, streams.of(2).size(), "and the engine before does not take it off the list");
        streams.onPush(2, push(), 20);
        assertTrue(streams.of(2).isEmpty());
    }

    @Test
    void whatWaitsForAHandOverIsNotTakenForTheStream() {
        StreamRecord waiting = record(7, false, 0).toBuilder().setWaiting(true).build();
        streams.onPush(2, push(waiting), 0);
        assertTrue(streams.of(7L).isEmpty(), "an agent that looks for its streams must not find this one");
        streams.onPush(1, push(record(7, false, 10)), 0);
        assertEquals(1, streams.of(7L).orElseThrow().engine());
    }

    @Test
    void whoWentOnForAnotherHasIt_whateverThatOneStillTells() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamPoint ahead = StreamPoint.newBuilder().setSequence(5000).build();
        streams.onTaken(StreamTaken.newBuilder()
                .setSession(7).setEngineSlot(2).setRescues(1).setPoint(ahead).build(), 400 * MS);
        streams.onPush(1, push(record(7, true, 10)), 500 * MS);
        streams.onTaken(StreamTaken.newBuilder().setSession(7).setEngineSlot(3).build(), 600 * MS);
        StreamTable.Entry known = streams.of(7L).orElseThrow();
        assertEquals(2, known.engine());
        assertEquals(5000, known.stream().getPoint().getSequence(), "the next one begins past where this one began");
        assertEquals(400 * MS, known.heardNs());
        streams.onPush(2, push(), 5000 * MS);
        streams.onPush(1, push(record(7, true, 10)), 5000 * MS);
        assertTrue(streams.of(7L).isEmpty(), "nor when the one that went on is dead in its turn");
        assertEquals(1, streams.rescues(7, 5000 * MS));
    }

    @Test
    void whoWasOrderedAndHasNotBegun_doesNotMakeItPaused() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamTable.Entry before = streams.of(7L).orElseThrow();
        StreamRescue.Order order = StreamRescue.order(
                before, Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 0).orElseThrow();
        streams.onRescued(before, order.start(), order.engine(), 0);
        StreamRecord opened = record(7, false, 10).toBuilder().setStream(order.start().getStream()).build();
        streams.onPush(order.engine(), push(opened), 100 * MS);
        assertTrue(streams.of(7L).orElseThrow().stream().getPlaying(), "should it die now, another is to go on");
        streams.onPush(order.engine(), push(opened), 600 * MS);
        assertFalse(streams.of(7L).orElseThrow().stream().getPlaying(), "the console pauses");
    }

    @Test
    void whoGoesOnUsesTheLatestWordOfTheEngineThatIsGone() {
        StreamRecord early = record(7, true, 34);
        streams.onPush(1, push(early), 0);
        StreamRescue.Order order = StreamRescue.order(
                streams.of(7L).orElseThrow(), Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 1000 * MS)
                .orElseThrow();
        StreamRecord.Builder sought = record(7, true, 0).toBuilder();
        sought.getPointBuilder().setPackets(1).setSequence(100);
        StreamTable.Entry heard = new StreamTable.Entry(sought.build(), 1, 400 * MS, true);
        StreamPoint on = StreamRescue.newest(order.start(), heard, 1000 * MS).getPoint();
        assertEquals(SECOND_TICKS * 6 / 10, on.getPositionTicks());
        assertTrue(on.getSequence() > 100);
        StreamTable.Entry older = new StreamTable.Entry(early, 1, 400 * MS, true);
        assertEquals(order.start(), StreamRescue.newest(order.start(), older, 1000 * MS));
        sought.getStreamBuilder().setRescues(1);
        StreamTable.Entry another = new StreamTable.Entry(sought.build(), 2, 400 * MS, true);
        assertEquals(order.start(), StreamRescue.newest(order.start(), another, 1000 * MS), "it is not that one's word");
    }

    @Test
    void anOrderCounts_untilItIsRefused_orNobodyTellsOfIt() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamTable.Entry before = streams.of(7L).orElseThrow();
        StreamRescue.Order order = StreamRescue.order(
                before, Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 0).orElseThrow();
        StreamTable.Entry ordered = streams.onRescued(before, order.start(), order.engine(), 0);
        streams.onPush(1, push(record(7, true, 11)), 100 * MS);
        assertEquals(ordered, streams.of(7L).orElseThrow(), "who was only slow is another's from now on");
        streams.onRefused(before, ordered);
        assertEquals(0, streams.rescues(7, 100 * MS));
        streams.onPush(1, push(record(7, true, 11)), 200 * MS);
        assertEquals(1, streams.of(7L).orElseThrow().engine(), "nobody goes on for it, so it still sends");

        streams.onRescued(streams.of(7L).orElseThrow(), order.start(), order.engine(), 300 * MS);
        streams.onPush(1, push(record(7, true, 12)), 3000 * MS);
        assertEquals(order.engine(), streams.of(7L).orElseThrow().engine(), "it may yet take it");
        streams.onPush(1, push(record(7, true, 13)), 3400 * MS);
        assertEquals(1, streams.of(7L).orElseThrow().engine(), "it would have told of it by now");
    }

    @Test
    void anOrderThatWasTaken_countsForGood() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        StreamTable.Entry before = streams.of(7L).orElseThrow();
        StreamRescue.Order order = StreamRescue.order(
                before, Optional.empty(), Set.of(1), engines(), new Headroom(), TERM, 0).orElseThrow();
        streams.onRescued(before, order.start(), order.engine(), 0);
        StreamRecord taken = record(7, true, 10).toBuilder().setStream(order.start().getStream()).build();
        streams.onPush(order.engine(), push(taken), 0);
        assertEquals(1, streams.rescues(7, 9000 * MS));
    }

    @Test
    void whatNobodyTellsOfAnyMoreIsForgotten() {
        streams.onPush(1, push(record(7, true, 10)), 0);
        streams.forgetBefore(1);
        assertTrue(streams.of(1).isEmpty());
    }
}
