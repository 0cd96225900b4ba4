package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What an engine takes and what it refuses. */
class EngineStreamsTest {
    private static final int RESCUES = 3;

    private final Deque<Runnable> worker = new ArrayDeque<>();

    @Test
    void whatIsAskedAtOnceIsCountedToo() {
        try (OneEngine engine = new OneEngine(1, 1, worker::add)) {
            CompletionStage<StreamReply> first = engine.orders.start(OneEngine.rescue(1, 0), null);
            CompletionStage<StreamReply> second = engine.orders.start(OneEngine.rescue(2, 0), null);
            while (!worker.isEmpty()) {
                worker.remove().run();
            }
            assertTrue(first.toCompletableFuture().join().getOk());
            assertFalse(second.toCompletableFuture().join().getOk(), "one is its capacity");
            assertEquals(1, engine.streams.count());
        }
    }

    @Test
    void aHotEngineRefusesNewStreams() {
        try (OneEngine engine = new OneEngine(1, 4, Runnable::run)) {
            for (int session = 1; session <= 2; session++) {
                assertTrue(engine.orders.start(OneEngine.rescue(session, 0), null).toCompletableFuture().join().getOk());
            }
            engine.streams.throttle(50);
            StreamReply refused = engine.orders.start(OneEngine.rescue(3, 0), null).toCompletableFuture().join();
            assertEquals(453, refused.getRtspStatus(), refused.getText());
            assertTrue(refused.getText().contains("too hot"), refused.getText());
            assertEquals(2, engine.streams.count(), "what runs goes on");
            assertEquals(2, engine.streams.capacity(), "as its load report says");
            engine.streams.throttle(100);
            assertTrue(engine.orders.start(OneEngine.rescue(3, 0), null).toCompletableFuture().join().getOk());
        }
    }

    @Test
    void withoutMediaPortsNoStreamIsSentByUdp() {
        try (OneEngine engine = new OneEngine(1)) {
            boolean[] open = {false};
            engine.streams.udpWhen(() -> open[0]);
            StreamReply shut = engine.orders.start(OneEngine.rescue(1, 0), null).toCompletableFuture().join();
            assertEquals(503, shut.getRtspStatus(), shut.getText());
            assertTrue(shut.getText().contains("media ports of blade"), shut.getText());
            open[0] = true;
            assertTrue(engine.orders.start(OneEngine.rescue(1, 0), null).toCompletableFuture().join().getOk());
        }
    }

    @Test
    void whoWentOnForThisOneStopsIt_andNobodyElse() {
        try (OneEngine engine = new OneEngine(1)) {
            engine.orders.start(OneEngine.rescue(7, RESCUES), null).toCompletableFuture().join();
            StreamTaken.Builder taken = StreamTaken.newBuilder().setSession(7).setEngineSlot(2);
            engine.streams.onTaken(taken.setRescues(RESCUES).build());
            assertEquals(1, engine.streams.count(), "that engine does not know that this one went on for it");
            engine.streams.onTaken(taken.setRescues(RESCUES + 1).build());
            assertEquals(0, engine.streams.count());
        }
    }
}
