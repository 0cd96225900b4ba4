package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.rtsp.PlayRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others hear of a hand-over, and what a stream needs here. */
class HandOversTest {
    private static final long SESSION = 7;
    private static final int NEXT = 3;
    private static final long SECOND = 27_000_000L;

    private final OneEngine engine = new OneEngine(2);
    private final List<StreamTaken> told = new ArrayList<>();
    private final HandOvers handOvers = new HandOvers(
            2, engine.control, engine,
            query -> CompletableFuture.completedFuture(NextSegmentReply.newBuilder().setEngineSlot(NEXT).build()),
            engine.line, (source, segment, from) -> new CompletableFuture<>(), new Counts<>(StreamCounter.class));

    HandOversTest() {
        handOvers.tell(ended -> {}, told::add, () -> {});
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private SentStream stream(long seconds) {
        return engine.streams.open(OneEngine.identity(SESSION).setRescues(4).build(), at(seconds), 0, null, handOvers)
                .toCompletableFuture().join();
    }

    private static HandOverPoint at(long seconds) {
        return new HandOverPoint(seconds * SECOND, 100, 90_000, 0, 0, PlayoutCommand.Play.TO_END, 1, null);
    }

    @Test
    void whoIsDirectedToGoOn_isKnownToAll_shouldItDieBeforeItSaysAWord() {
        SentStream stream = stream(20);
        handOvers.onNearEnd(stream, 1);
        engine.pass(Duration.ofMillis(20));
        engine.unanswered.remove(0).complete(
                Envelope.newBuilder().setStreamReply(StreamReply.newBuilder().setOk(true)).build());
        engine.pass(Duration.ofMillis(20));
        assertEquals(List.of(), told);
        handOvers.onYielded(stream, at(30), 0);
        engine.pass(Duration.ofMillis(20));
        assertTrue(engine.sent.get(engine.sent.size() - 1).hasTakeOver());
        assertEquals(1, told.size());
        StreamTaken directed = told.get(0);
        assertTrue(directed.getDirected());
        assertEquals(NEXT, directed.getEngineSlot());
        assertEquals(4, directed.getRescues());
        assertEquals(30 * SECOND, directed.getPoint().getPositionTicks());
        assertEquals(100, directed.getPoint().getSequence());
    }

    private DrainedStreams drained() {
        return new DrainedStreams(2, engine.streams, handOvers,
                query -> CompletableFuture.completedFuture(NextSegmentReply.newBuilder()
                        .setEngineSlot(query.getExcludedSlotsList().contains(2) ? NEXT : 2)
                        .build()),
                engine.line, engine.control, engine, told::add);
    }

    @Test
    void aStreamThatPlaysLeavesAnEngineThatIsToGo() {
        DrainedStreams drained = drained();
        SentStream stream = stream(20);
        stream.play(new PlayRequest(OptionalLong.empty(), OptionalLong.empty(), 1, 1));
        engine.pass(Duration.ofMillis(100));
        assertEquals(1, drained.left());
        drained.move();
        engine.pass(Duration.ofMillis(50));
        drained.move();
        engine.pass(Duration.ofMillis(50));
        assertEquals(1, engine.unanswered.size(), "one engine is asked, once");
        engine.unanswered.remove(0).complete(
                Envelope.newBuilder().setStreamReply(StreamReply.newBuilder().setOk(true)).build());
        engine.pass(Duration.ofSeconds(2));
        assertEquals(0, drained.left());
        assertEquals(NEXT, told.get(0).getEngineSlot());
        assertTrue(told.get(0).getDirected());
    }

    @Test
    void aPausedStreamIsOpenedElsewhereAtItsPlace() {
        DrainedStreams drained = drained();
        stream(20).waitAt(20 * SECOND);
        engine.pass(Duration.ofMillis(50));
        drained.move();
        engine.pass(Duration.ofMillis(50));
        Envelope order = engine.sent.get(engine.sent.size() - 1);
        assertEquals(20 * SECOND, order.getStartStream().getPoint().getPositionTicks());
        assertTrue(!order.getStartStream().getRescue() && !order.getStartStream().hasPreloadSegment());
        engine.unanswered.remove(0).complete(
                Envelope.newBuilder().setStreamReply(StreamReply.newBuilder().setOk(true)).build());
        engine.pass(Duration.ofMillis(50));
        assertEquals(0, drained.left());
        assertEquals(NEXT, told.get(0).getEngineSlot());
    }

    @Test
    void whereAConsoleSeeksTo_isNotDropped_beforeItIsPlayed() {
        PlayedSegments played = new PlayedSegments(engine.streams);
        SentStream stream = stream(31);
        assertEquals(List.of(false, true), List.of(played.plays(OneEngine.PROGRAM, 0), played.plays(OneEngine.PROGRAM, 1)));
        stream.play(new PlayRequest(OptionalLong.of(0), OptionalLong.empty(), 1, 1));
        assertTrue(played.plays(OneEngine.PROGRAM, 0), "the playout has not heard of it");
        engine.pass(Duration.ofMillis(50));
        assertTrue(played.plays(OneEngine.PROGRAM, 0), "it plays");
    }
}
