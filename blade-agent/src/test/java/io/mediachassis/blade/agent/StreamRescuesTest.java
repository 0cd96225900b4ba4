package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HeardReply;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.RescueQuery;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.OneEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which orders stand that a director gave when an engine died. */
class StreamRescuesTest {
    private static final long SESSION = 7;
    private static final int DIRECTOR = 1;
    private static final int DEAD = 2;
    private static final int ANCHOR = 5;

    private final OneEngine engine = new OneEngine(DIRECTOR);
    private final Headroom headroom = new Headroom();
    private final StationTable station = new StationTable(headroom, engine);
    private final StreamTable streams = new StreamTable();
    private boolean heardByController;
    private Optional<Term> acting = Optional.of(new Term(1, 1));
    private final StreamRescues rescues = new StreamRescues(
            DIRECTOR, engine.control, engine, headroom, station, streams, () -> acting, engine.orders, engine.line,
            rescued -> {}, slot -> heardByController);

    StreamRescuesTest() {
        for (int slot = 3; slot <= 4; slot++) {
            station.reachable(slot, true);
            station.load(slot, LoadReport.newBuilder().setInService(true).setStreamsCapacity(5).build());
            station.holdings(slot, OneEngine.holdsAll());
        }
        streams.onPush(DEAD, StreamsPush.newBuilder()
                .addStreams(OneEngine.playing(SESSION))
                .build(), engine.nanoTime());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private boolean stands(int slot, int times) {
        RescueQuery query = RescueQuery.newBuilder().setSession(SESSION).setRescues(times).build();
        return rescues.onRescueQuery(slot, query).getStands();
    }

    private int ordered() {
        return streams.of(SESSION).orElseThrow().engine();
    }

    private long orders() {
        return engine.sent.stream().filter(Envelope::hasStartStream).count();
    }

    @Test
    void theLastOrderAloneStands() {
        rescues.rescueAll(DEAD);
        int first = ordered();
        rescues.rescueAll(first);
        int second = ordered();
        assertEquals(7, first + second, "blades 3 and 4");
        assertFalse(stands(first, 1));
        assertFalse(stands(first, 2));
        assertFalse(stands(second, 1), "an order before the last");
        assertTrue(stands(second, 2));
    }

    private void answer(Envelope.Builder answer) {
        engine.unanswered.remove(0).complete(answer.build());
        engine.pass(Duration.ofMillis(10));
    }

    private static Envelope.Builder full() {
        return Envelope.newBuilder().setStreamReply(StreamReply.newBuilder().setRtspStatus(453));
    }

    @Test
    void whatEverybodyRefused_wasNeverRescued() {
        rescues.rescueAll(DEAD);
        assertEquals(1, streams.rescues(SESSION, engine.nanoTime()));
        answer(full());
        assertEquals(2, orders(), "the other is asked");
        assertEquals(1, streams.rescues(SESSION, engine.nanoTime()), "as often as the first was");
        answer(full());
        assertEquals(2, orders());
        assertEquals(0, streams.rescues(SESSION, engine.nanoTime()), "its own agent may still go on with it, as the first");
        assertEquals(DEAD, ordered());
    }

    @Test
    void aRefusal_endsTheSearch_whereAnotherTellsThatItSendsTheStream() {
        rescues.rescueAll(DEAD);
        int first = ordered();
        assertTrue(stands(first, 1));
        answer(full());
        assertEquals(1, orders(), "the next has to wait as long as the first might begin");
        streams.onPush(9, StreamsPush.newBuilder().addStreams(known(9)).build(), engine.nanoTime());
        engine.pass(StreamRescues.VALID);
        assertEquals(1, orders());
        assertEquals(9, ordered());
    }

    private static StreamRecord known(int sequence) {
        return StreamRecord.newBuilder()
                .setStream(OneEngine.identity(SESSION).setAnchorSlot(ANCHOR))
                .setPoint(StreamPoint.newBuilder().setSequence(sequence).setPackets(sequence))
                .setPlaying(true)
                .setBitRate(1_000_000)
                .setDurationTicks(60 * 27_000_000L)
                .build();
    }

    private static Envelope.Builder heard(int by, Duration ago) {
        return Envelope.newBuilder().setHeardReply(HeardReply.newBuilder()
                .setStream(known(4000))
                .setEngineSlot(by)
                .setHeardAgoNs(ago.toNanos()));
    }

    /** Nothing is heard of an engine for a while, then its link ends. */
    private void silence(int anchor) {
        StreamRecord stream = known(5);
        streams.onPush(DEAD, StreamsPush.newBuilder()
                .addStreams(stream.toBuilder().setStream(stream.getStream().toBuilder().setAnchorSlot(anchor)))
                .build(), engine.nanoTime());
        engine.pass(Duration.ofSeconds(5));
        rescues.rescueAll(DEAD);
    }

    @Test
    void whatItsAnchorHears_isLeftToAnEngineThatTheDirectorAloneCannotHear() {
        heardByController = true;
        silence(ANCHOR);
        assertEquals(0, orders(), "the director may be the one that is cut off");
        answer(heard(DEAD, Duration.ofMillis(300)));
        assertEquals(0, orders());
        assertEquals(DEAD, ordered());
    }

    @Test
    void whatItsAnchorHeardLast_isWhereAnotherGoesOn() {
        silence(ANCHOR);
        answer(heard(DEAD, Duration.ofMillis(300)));
        assertEquals(1, orders(), "the controller does not hear the engine either");
        assertTrue(engine.sent.get(1).getStartStream().getPoint().getSequence() > 4000);
    }

    @Test
    void whereTheAnchorHearsNothingOrIsGone_anotherGoesOnFromWhatTheDirectorHeard() {
        heardByController = true;
        silence(ANCHOR);
        answer(Envelope.newBuilder().setHeardReply(HeardReply.getDefaultInstance()));
        assertEquals(1, orders());
        assertTrue(engine.sent.get(1).getStartStream().getPoint().getSequence() < 4000);
    }

    @Test
    void anEngineThatHoldsTheConversationItself_isLeftAloneWhileTheControllerHearsIt() {
        heardByController = true;
        silence(DEAD);
        assertEquals(List.of(), engine.sent);
        heardByController = false;
        rescues.rescueAll(DEAD);
        assertEquals(1, orders());
    }

    @Test
    void whoIsDirectorNoMore_hasNoOrdersThatStand() {
        rescues.rescueAll(DEAD);
        acting = Optional.empty();
        assertFalse(stands(ordered(), 1));
    }

    @Test
    void whoWasToldThatItsOrderStands_hasTheTimeToBegin() {
        rescues.rescueAll(DEAD);
        int first = ordered();
        assertTrue(stands(first, 1));
        engine.pass(Duration.ofMillis(100));
        rescues.rescueAll(first);
        assertEquals(1, orders(), "it may just begin");
        engine.pass(StreamRescues.VALID);
        assertEquals(2, orders());
        assertFalse(stands(first, 1));
    }
}
