package io.mediachassis.blade.anchor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.KeptStream;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.rtsp.StreamHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that only the blade itself could send goes on there when its agent is back. */
class OwnStreamAdoptionTest {
    private static final long SESSION = 7;
    private static final int RESCUES = 4;
    private static final long SEED = 1;

    private final OneEngine engine = new OneEngine(2);
    private final List<StreamTaken> told = new ArrayList<>();
    private final Anchors anchors = new Anchors(
            2, "127.0.0.1", new Senders(2, engine.orders, engine.line),
            query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance()), new NoBringer(),
            Relays.none(), new Random(SEED), engine.control, engine);
    private final StreamAdoption adoption = new StreamAdoption(
            2, anchors, query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance()), session -> 0,
            told::add, () -> true, engine.control, engine);

    @AfterEach
    void close() {
        engine.close();
    }

    private KeptStream.Builder kept(boolean playing) {
        StreamIdentity identity = OneEngine.identity(SESSION).setRescues(RESCUES).build();
        return KeptStream.newBuilder()
                .setServerRtpPort(5004)
                .setAtNs(engine.nanoTime())
                .setRecord(StreamRecord.newBuilder()
                        .setStream(identity)
                        .setPoint(StreamPoint.newBuilder().setPositionTicks(270_000_000L).setSequence(1000))
                        .setPlaying(playing)
                        .setBitRate(1_000_000)
                        .setDurationTicks(60 * 27_000_000L));
    }

    private CompletableFuture<StreamHandle> adopt(KeptStream.Builder kept) {
        CompletableFuture<StreamHandle> found = adoption.adopt(kept.build().toByteArray()).toCompletableFuture();
        assertFalse(found.isDone());
        engine.pass(Duration.ofNanos(ListeningTime.HEARD_NS).plusMillis(200));
        assertTrue(found.isDone());
        return found;
    }

    @Test
    void whatPlayed_isRescuedOnceMore_andEverybodyHears() {
        AnchoredStream stream = (AnchoredStream) adopt(kept(true)).join();
        StreamRecord record = engine.record(SESSION).orElseThrow();
        assertTrue(record.getPlaying());
        // Others may have gone on for one another while no agent was here to hear of it.
        assertTrue(record.getStream().getRescues() > RESCUES + 3, "another that sends it after all is the older one");
        assertEquals(1, told.size());
        assertEquals(record.getStream().getRescues(), told.get(0).getRescues());
        assertEquals(2, told.get(0).getEngineSlot());
        assertEquals(record.getStream().getRescues(), stream.identity().getRescues(), "the anchor's next orders are for that one");
    }

    @Test
    void whatStood_stands_andIsNobodysRescue() {
        AnchoredStream stream = (AnchoredStream) adopt(kept(false)).join();
        StreamRecord record = engine.record(SESSION).orElseThrow();
        assertFalse(record.getPlaying());
        assertEquals(RESCUES, record.getStream().getRescues());
        assertEquals(List.of(), told);
        assertEquals(RESCUES, stream.identity().getRescues());
    }
}
