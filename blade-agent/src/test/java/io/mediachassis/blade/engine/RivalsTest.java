package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamsPush;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Of two engines that send one stream, one stops. */
class RivalsTest {
    private static final long SESSION = 7;
    private static final long NOW = 1_000_000_000L;

    private final Rivals second = new Rivals(2);

    private static StreamsPush push(int rescues, boolean playing) {
        return StreamsPush.newBuilder()
                .setWhole(true)
                .addStreams(StreamRecord.newBuilder()
                        .setStream(StreamIdentity.newBuilder().setSession(SESSION).setRescues(rescues))
                        .setPlaying(playing))
                .build();
    }

    private static OptionalInt playsHere(long session) {
        return session == SESSION ? OptionalInt.of(1) : OptionalInt.empty();
    }

    @Test
    void theOneThatWentOnLastIsRight() {
        assertEquals(List.of(SESSION), second.onPush(3, push(2, true), RivalsTest::playsHere, NOW));
        assertEquals(List.of(), second.onPush(3, push(0, true), RivalsTest::playsHere, NOW), "it will stop itself");
    }

    @Test
    void whatIsOnlyHeldReadyOrNotSentHereIsNoRival() {
        assertEquals(List.of(), second.onPush(3, push(2, false), RivalsTest::playsHere, NOW));
        assertEquals(List.of(), second.onPush(3, push(2, true), session -> OptionalInt.empty(), NOW));
    }

    @Test
    void whatWasToldJustBeforeAHandOverIsNoRival() {
        assertEquals(List.of(), second.onPush(1, push(1, true), RivalsTest::playsHere, NOW));
        assertEquals(List.of(), second.onPush(1, push(1, false), RivalsTest::playsHere, NOW + 1));
        assertEquals(List.of(),
                second.onPush(1, push(1, true), RivalsTest::playsHere, NOW + 2 * Rivals.PATIENCE_NS), "it begins anew");
    }

    @Test
    void ofTwoThatWentOnForTheSameOneTheLowerSlotStays() {
        long later = NOW + Rivals.PATIENCE_NS;
        second.onPush(1, push(1, true), RivalsTest::playsHere, NOW);
        assertEquals(List.of(), second.onPush(1, push(1, true), RivalsTest::playsHere, later - 1));
        assertEquals(List.of(SESSION), second.onPush(1, push(1, true), RivalsTest::playsHere, later));
        Rivals first = new Rivals(1);
        first.onPush(2, push(1, true), RivalsTest::playsHere, NOW);
        assertEquals(List.of(), first.onPush(2, push(1, true), RivalsTest::playsHere, later));
    }
}
