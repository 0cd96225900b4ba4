package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.engine.Rivals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that passes from one engine to another while that one dies. */
class StreamKeeperTest {
    private static final long SESSION = 7;
    private static final int DIRECTOR = 1;
    private static final int BEFORE = 2;
    private static final int NEXT = 3;
    private static final int OTHER = 4;

    private final OneEngine engine = new OneEngine(DIRECTOR);
    private final Headroom headroom = new Headroom();
    private final StationTable station = new StationTable(headroom, engine);
    private final StreamTable streams = new StreamTable();
    private final List<Envelope> told = new ArrayList<>();
    private final StreamRescues rescues = new StreamRescues(
            DIRECTOR, engine.control, engine, headroom, station, streams, () -> Optional.of(new Term(1, 1)), engine.orders,
            engine.line, rescued -> {}, slot -> true);
    private final StreamKeeper keeper = new StreamKeeper(
            DIRECTOR, engine.control, engine, streams, station, () -> Optional.of(new Term(1, 1)), engine.streams, rescues,
            new Rivals(DIRECTOR), engine.line, message -> told.add(message.build()), (slot, push) -> {});

    StreamKeeperTest() {
        for (int slot = BEFORE; slot <= OTHER; slot++) {
            station.reachable(slot, true);
            station.load(slot, LoadReport.newBuilder().setInService(true).setStreamsCapacity(5).build());
        }
        station.holdings(OTHER, OneEngine.holdsAll());
        keeper.onPush(BEFORE, StreamsPush.newBuilder()
                .addStreams(OneEngine.playing(SESSION))
                .setWhole(true)
                .build());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static StreamTaken directed() {
        return StreamTaken.newBuilder()
                .setSession(SESSION)
                .setEngineSlot(NEXT)
                .setPoint(StreamPoint.newBuilder().setSequence(5000).setPositionTicks(30 * 27_000_000L))
                .setDirected(true)
                .build();
    }

    private void anotherGoesOn() {
        engine.pass(Duration.ofMillis(10));
        List<Envelope> orders = engine.sent.stream().filter(Envelope::hasStartStream).toList();
        assertEquals(1, orders.size());
        assertTrue(orders.get(0).getStartStream().getPoint().getSequence() > 5000);
        assertEquals(OTHER, streams.of(SESSION).orElseThrow().engine());
    }

    @Test
    void whoDiesAsItIsDirectedToGoOn_isSucceeded() {
        keeper.onTaken(directed());
        keeper.onPush(BEFORE, StreamsPush.newBuilder().setWhole(true).build());
        keeper.onPush(NEXT, StreamsPush.newBuilder().setWhole(true).build());
        station.reachable(NEXT, false);
        keeper.onPeerDown(NEXT);
        anotherGoesOn();
    }

    @Test
    void whoWasDeadWhenItWasDirectedToGoOn_isSucceeded() {
        station.reachable(NEXT, false);
        keeper.onPeerDown(NEXT);
        engine.pass(Duration.ofMillis(10));
        keeper.onTaken(directed());
        anotherGoesOn();
    }

    @Test
    void whatCameAtTheSameTimeAsAnEnd_isHeardBefore() {
        station.reachable(BEFORE, false);
        keeper.onPeerDown(BEFORE);
        keeper.onTaken(directed().toBuilder().clearDirected().clearPoint().build());
        engine.pass(Duration.ofMillis(10));
        assertEquals(List.of(), engine.sent, "another had taken it over");
    }

    @Test
    void whatThisEngineDirects_everybodyHears() {
        keeper.onDirected(directed());
        assertEquals(List.of(directed()), told.stream().map(Envelope::getStreamTaken).toList());
        assertEquals(NEXT, streams.of(SESSION).orElseThrow().engine());
    }
}
