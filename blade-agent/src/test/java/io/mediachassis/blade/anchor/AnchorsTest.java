package io.mediachassis.blade.anchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom an anchor's orders go to. */
class AnchorsTest {
    private static final int HERE = 2;
    private static final int BEFORE = 3;
    private static final int NOW = 4;
    private static final long SEED = 1;

    private final OneEngine engine = new OneEngine(HERE);
    private final List<Integer> controlled = new ArrayList<>();
    private final List<Integer> resends = new ArrayList<>();
    private final Anchors anchors = new Anchors(
            HERE, "127.0.0.1", new Senders(HERE, engine.orders, new Line()),
            query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance()), new NoBringer(),
            Relays.none(), new Random(SEED), engine.control, engine);
    private final StreamHandle stream = anchors.open(
            new StreamRequest(OneEngine.PROGRAM, "127.0.0.1", new Delivery.Udp(5000, 5001), "test", "127.0.0.1"),
            BEFORE, BEFORE, Optional.empty()).toCompletableFuture().join();

    @AfterEach
    void close() {
        engine.close();
    }

    private void playsItNow(int slot) {
        anchors.onStreamsPush(slot, StreamsPush.newBuilder()
                .addStreams(StreamRecord.newBuilder()
                        .setStream(OneEngine.identity(stream.session()).setAnchorSlot(HERE))
                        .setPlaying(true))
                .build());
    }

    @Test
    void whenNewsOfAHandOverWereLost_whoeverTellsThatItPlaysTheStreamHasIt() {
        playsItNow(NOW);
        CompletableFuture<PlayAnswer> paused = stream.pause().toCompletableFuture();
        engine.pass(Duration.ofMillis(900));
        assertFalse(paused.isDone());
        assertEquals(List.of(BEFORE), controlled, "what was told before may be older than the news that came");
        playsItNow(NOW);
        engine.pass(Duration.ofMillis(100));
        assertTrue(paused.isDone());
        assertEquals(List.of(BEFORE, NOW), controlled);
        stream.pause();
        assertEquals(List.of(BEFORE, NOW, NOW), controlled);
    }

    @Test
    void anEngineThatIsGone_leavesWhatItHad_butNotWhatItGotSince() {
        List<String> ended = new ArrayList<>();
        stream.onEnded(ended::add);
        anchors.onEngineGone(BEFORE);
        engine.pass(Duration.ofSeconds(1));
        StreamHandle since = anchors.open(
                new StreamRequest(OneEngine.PROGRAM, "127.0.0.1", new Delivery.Udp(5002, 5003), "test", "127.0.0.1"),
                BEFORE, BEFORE, Optional.empty()).toCompletableFuture().join();
        since.onEnded(reason -> ended.add("since"));
        engine.pass(Duration.ofSeconds(3));
        assertEquals(List.of("blade " + BEFORE + " is gone"), ended);
    }

    @Test
    void anEngineThatIsBackAndTellsOfTheStream_hasNotLeftIt() {
        List<String> ended = new ArrayList<>();
        stream.onEnded(ended::add);
        anchors.onEngineGone(BEFORE);
        engine.pass(Duration.ofSeconds(1));
        playsItNow(BEFORE);
        engine.pass(Duration.ofSeconds(3));
        assertEquals(List.of(), ended);
    }

    @Test
    void whatNobodyPlaysIsGone() {
        CompletableFuture<PlayAnswer> paused = stream.pause().toCompletableFuture();
        engine.pass(Duration.ofSeconds(2));
        assertTrue(paused.isCompletedExceptionally());
    }

    @Test
    void aConsoleAsksForWhatItLost_butNotAsOftenAsItLikes() {
        StreamHandle repaired = anchors.open(
                new StreamRequest(OneEngine.PROGRAM, "127.0.0.1", new Delivery.Udp(5002, 5003), "Lavf60", "127.0.0.1"),
                BEFORE, BEFORE, Optional.empty()).toCompletableFuture().join();
        ask(stream.ssrc(), "127.0.0.1");
        assertEquals(List.of(), resends, "it was offered nothing");
        ask(repaired.ssrc(), "127.0.0.9");
        assertEquals(List.of(), resends, "somebody else asks");
        for (int i = 0; i < 3 * AnchoredStream.QUESTIONS; i++) {
            ask(repaired.ssrc());
        }
        assertEquals(AnchoredStream.QUESTIONS, resends.size());
        assertEquals(17, resends.get(0));
        engine.pass(Duration.ofMillis(100));
        for (int i = 0; i < AnchoredStream.QUESTIONS; i++) {
            ask(repaired.ssrc());
        }
        assertEquals(AnchoredStream.QUESTIONS + AnchoredStream.QUESTIONS / 10, resends.size());
    }

    private void ask(int ssrc) {
        ask(ssrc, "127.0.0.1");
    }

    private void ask(int ssrc, String from) {
        ByteBuffer rtcp = ByteBuffer.allocate(64);
        assertEquals(1, new NackWriter(1, "console").write(ssrc, new int[] {17}, 0, 1, rtcp));
        anchors.onRtcp(rtcp.flip(), from);
    }

    /** Engines that open what they are told; only one sends the stream. */
    private final class Line implements EngineLine {
        @Override
        public boolean send(int slot, Envelope.Builder message) {
            resends.addAll(message.getControlStream().getLostList());
            return true;
        }

        @Override
        public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
            boolean opens = message.hasStartStream();
            if (!opens) {
                controlled.add(slot);
            }
            StreamReply.Builder reply = opens || slot == NOW
                    ? StreamReply.newBuilder().setOk(true)
                    : StreamReply.newBuilder().setRtspStatus(454);
            return CompletableFuture.completedFuture(Envelope.newBuilder().setStreamReply(reply).build());
        }
    }
}
