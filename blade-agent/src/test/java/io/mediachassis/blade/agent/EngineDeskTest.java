package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.RescueReply;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.proto.TakeOver;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.SegmentShelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine answers to other blades, and what it tells them. */
class EngineDeskTest {
    private static final long SESSION = 7;
    private static final long TICKS_PER_SECOND = 27_000_000L;

    private final OneEngine engine = new OneEngine(1);
    private final Peer peer = new Peer();
    private final List<Envelope> told = new ArrayList<>();
    private final List<StreamTaken> atAnchorHere = new ArrayList<>();
    private final StreamTable table = new StreamTable();
    private final EngineDesk desk = new EngineDesk(
            1, engine.streams, engine.orders, (program, segments, source) -> "", new NoBringer(),
            new SegmentDrops(new EmptyShelf(), engine.line, Runnable::run, (program, segment) -> false,
                    new Counts<>(EngineCounter.class)),
            engine.line, engine.control, () -> 3, atAnchorHere::add, () -> Term.NONE,
            message -> told.add(message.build()), table, engine);

    @AfterEach
    void close() {
        engine.close();
    }

    private StreamReply ask(StartStream order) {
        return answer(link ->
                desk.onStartStream(link, Envelope.newBuilder().setRequestId(1).setStartStream(order).build()));
    }

    private StreamReply ask(ControlStream.Verb verb) {
        ControlStream order = ControlStream.newBuilder().setSession(SESSION).setVerb(verb).build();
        return answer(link ->
                desk.onControlStream(link, Envelope.newBuilder().setRequestId(1).setControlStream(order).build()));
    }

    private StreamReply answer(Consumer<Link> question) {
        peer.replies.clear();
        question.accept(peer);
        engine.pass(Duration.ofMillis(30));
        assertEquals(1, peer.replies.size());
        return peer.replies.get(0).getStreamReply();
    }

    @Test
    void whoSendsOnForAnother_tellsEverybody() {
        assertTrue(ask(OneEngine.rescue(SESSION, 2)).getOk());
        assertEquals(1, told.size());
        StreamTaken taken = told.get(0).getStreamTaken();
        assertEquals(List.of(taken), atAnchorHere);
        assertEquals(SESSION, taken.getSession());
        assertEquals(1, taken.getEngineSlot());
        assertEquals(2, taken.getRescues());
        assertEquals(1000, taken.getPoint().getSequence());
    }

    @Test
    void whoOnlyOpensAStream_tellsNobody() {
        assertTrue(ask(OneEngine.rescue(SESSION, 0).toBuilder().setRescue(false).build()).getOk());
        assertEquals(List.of(), told);
    }

    @Test
    void anchorsDisownStreams_andComeBackToThem() {
        ask(OneEngine.rescue(SESSION, 1));
        assertTrue(ask(ControlStream.Verb.DISOWN).getOk());
        assertTrue(engine.record(SESSION).orElseThrow().getOrphaned());
        assertTrue(ask(ControlStream.Verb.ANCHOR).getOk());
        assertFalse(engine.record(SESSION).orElseThrow().getOrphaned());
    }

    @Test
    void aPreloadedStreamIsReleased() {
        ask(StartStream.newBuilder().setStream(OneEngine.identity(SESSION)).setPreloadSegment(1).build());
        assertEquals(1, engine.streams.count());
        assertTrue(ask(ControlStream.Verb.RELEASE).getOk());
        assertEquals(0, engine.streams.count());
        assertEquals(454, ask(ControlStream.Verb.RELEASE).getRtspStatus());
    }

    @Test
    void aHandOverByWhomAnotherWentOnFor_isNotTaken() {
        ask(StartStream.newBuilder().setStream(OneEngine.identity(SESSION)).setPreloadSegment(1).build());
        table.onTaken(
                StreamTaken.newBuilder().setSession(SESSION).setEngineSlot(3).setRescues(1).build(), engine.nanoTime());
        desk.onTakeOver(TakeOver.newBuilder().setSession(SESSION).build());
        engine.pass(Duration.ofMillis(30));
        assertEquals(0, engine.streams.count(), "what waited for it waits no longer");
        assertEquals(List.of(), engine.sent);
    }

    @Test
    void aHandOver_isToldToTheAnchorAndTheDirector() {
        ask(StartStream.newBuilder().setStream(OneEngine.identity(SESSION)).setPreloadSegment(1).build());
        desk.onTakeOver(TakeOver.newBuilder().setSession(SESSION).build());
        assertEquals(2, engine.sent.stream().filter(Envelope::hasStreamTaken).count());
    }

    /** An order of the director's, who answers the question whether it stands after a while. */
    private StreamReply ordered(boolean stands, Duration after) {
        StartStream order = OneEngine.rescue(SESSION, 2).toBuilder().setTerm(new Term(1, 1).toProto()).build();
        desk.onStartStream(peer, Envelope.newBuilder().setRequestId(1).setStartStream(order).build());
        engine.pass(after);
        assertEquals(2, peer.asked.get(0).getRescueQuery().getRescues());
        assertEquals(SESSION, peer.asked.get(0).getRescueQuery().getSession());
        assertEquals(List.of(), told, "nobody hears before the director has said that it stands");
        peer.answer.complete(
                Envelope.newBuilder().setRescueReply(RescueReply.newBuilder().setStands(stands)).build());
        engine.pass(Duration.ofMillis(30));
        return peer.replies.get(0).getStreamReply();
    }

    @Test
    void anOrderThatStands_isCarriedOut() {
        assertTrue(ordered(true, Duration.ofMillis(200)).getOk());
        assertEquals(1, told.size());
        assertTrue(engine.record(SESSION).orElseThrow().getPlaying());
    }

    @Test
    void anOrderThatStandsNoLonger_isNot() {
        assertFalse(ordered(false, Duration.ofMillis(10)).getOk());
        assertEquals(List.of(), told);
        assertEquals(0, engine.streams.count());
    }

    @Test
    void anAnswerThatWasLongOnItsWay_countsForNothing() {
        assertFalse(ordered(true, Duration.ofMillis(260)).getOk());
        assertEquals(0, engine.streams.count());
    }

    @Test
    void whoHeardMoreOfTheEngineThatIsGone_goesOnFromThere() {
        long sought = 40 * TICKS_PER_SECOND;
        table.onPush(4, StreamsPush.newBuilder()
                .addStreams(StreamRecord.newBuilder()
                        .setStream(OneEngine.identity(SESSION).setRescues(1))
                        .setPoint(StreamPoint.newBuilder().setPositionTicks(sought).setSequence(2000).setPackets(100))
                        .setPlaying(true)
                        .setBitRate(1_000_000)
                        .setDurationTicks(60 * TICKS_PER_SECOND))
                .build(), engine.nanoTime());
        engine.pass(Duration.ofSeconds(1));
        assertTrue(ask(OneEngine.rescue(SESSION, 2)).getOk());
        assertEquals(sought + TICKS_PER_SECOND, told.get(0).getStreamTaken().getPoint().getPositionTicks());
        assertTrue(told.get(0).getStreamTaken().getPoint().getSequence() > 2000);
    }

    /** The link to the blade that asks. */
    private static final class Peer implements Link {
        final List<Envelope> replies = new ArrayList<>();
        final List<Envelope> asked = new ArrayList<>();
        final CompletableFuture<Envelope> answer = new CompletableFuture<>();

        @Override
        public Hello peer() {
            return Hello.newBuilder().setNumber(2).build();
        }

        @Override
        public boolean send(Envelope.Builder message) {
            return true;
        }

        @Override
        public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
            asked.add(message.build());
            return answer;
        }

        @Override
        public void reply(Envelope request, Envelope.Builder answer) {
            replies.add(answer.build());
        }

        @Override
        public void fault(Envelope request, Fault.Code code, String text) {
            replies.add(Envelope.newBuilder().setFault(Fault.newBuilder().setCode(code).setText(text)).build());
        }

        @Override
        public void close() {}
    }

    private static final class EmptyShelf implements SegmentShelf {
        @Override
        public Optional<ByteString> manifestHash(String programId) {
            return Optional.empty();
        }

        @Override
        public boolean holds(String programId, int segment) {
            return false;
        }

        @Override
        public boolean drop(String programId, int segment) {
            return false;
        }
    }
}
