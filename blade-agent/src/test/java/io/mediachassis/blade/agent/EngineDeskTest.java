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
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.TakeOver;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.SegmentShelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine answers to other blades, and what it tells them. */
class EngineDeskTest {
    private static final long SESSION = 7;

    private final OneEngine engine = new OneEngine(1);
    private final Peer peer = new Peer();
    private final List<Envelope> told = new ArrayList<>();
    private final List<StreamTaken> atAnchorHere = new ArrayList<>();
    private final Map<Long, Integer> rescues = new HashMap<>();
    private final EngineDesk desk = new EngineDesk(
            1, engine.streams, engine.orders, (program, segments, source) -> "", new NoBringer(),
            new SegmentDrops(new EmptyShelf(), engine.line, Runnable::run, (program, segment) -> false,
                    new Counts<>(EngineCounter.class)),
            engine.line, engine.control, () -> 3, atAnchorHere::add, () -> Term.NONE,
            message -> told.add(message.build()), session -> rescues.getOrDefault(session, 0));

    @AfterEach
    void close() {
        engine.close();
    }

    private StreamReply ask(StartStream order) {
        return answer(link -> desk.onStartStream(link, Envelope.newBuilder().setRequestId(1).setStartStream(order).build()));
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
        rescues.put(SESSION, 1);
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

    /** The link to the blade that asks. */
    private static final class Peer implements Link {
        final List<Envelope> replies = new ArrayList<>();

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
            return new CompletableFuture<>();
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
