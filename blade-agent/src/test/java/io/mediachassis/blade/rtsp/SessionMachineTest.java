package io.mediachassis.blade.rtsp;

import static io.mediachassis.blade.rtsp.SessionMachine.Action.ANSWER;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.CLOSE;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.NONE;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.OPEN;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.REFUSE;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.START;
import static io.mediachassis.blade.rtsp.SessionMachine.Action.STOP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.blade.rtsp.SessionMachine.Event;
import io.mediachassis.blade.rtsp.SessionMachine.State;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionMachineTest {
    private static final long SECOND = 1_000_000_000L;
    /** Near the wrap, so that comparing instead of subtracting shows. */
    private static final long T0 = new Random(0).nextInt(1) + Long.MAX_VALUE - SECOND;

    private final SessionMachine machine = new SessionMachine(Duration.ofSeconds(60), Duration.ofSeconds(5), T0);

    @Test
    void ordinaryLife() {
        assertEquals(REFUSE, machine.on(Event.PLAY, T0));
        assertEquals(OPEN, machine.on(Event.SETUP, T0));
        assertEquals(NONE, machine.on(Event.OPENED, T0));
        assertEquals(ANSWER, machine.on(Event.PAUSE, T0));
        assertEquals(START, machine.on(Event.PLAY, T0));
        assertEquals(NONE, machine.on(Event.PLAYED, T0));
        assertEquals(REFUSE, machine.on(Event.SETUP, T0));
        assertEquals(START, machine.on(Event.PLAY, T0));
        assertEquals(STOP, machine.on(Event.PAUSE, T0));
        assertEquals(NONE, machine.on(Event.PAUSED, T0));
        assertEquals(State.READY, machine.state());
        assertEquals(OPEN, machine.on(Event.SETUP, T0));
        assertEquals(CLOSE, machine.on(Event.TEARDOWN, T0));
        assertEquals(REFUSE, machine.on(Event.PLAY, T0));
        assertEquals(NONE, machine.on(Event.PLAYED, T0));
        assertEquals(State.CLOSED, machine.state());
    }

    @Test
    void silence_closesAtTheTimeoutAndNotBefore() {
        machine.on(Event.OPENED, T0);
        assertEquals(NONE, machine.on(Event.TICK, T0 + 60 * SECOND - 1));
        machine.heard(T0 + 30 * SECOND);
        machine.heard(T0 + 10 * SECOND);
        assertEquals(NONE, machine.on(Event.TICK, T0 + 90 * SECOND - 1));
        assertEquals(CLOSE, machine.on(Event.TICK, T0 + 90 * SECOND));
        assertEquals(NONE, machine.on(Event.TICK, T0 + 91 * SECOND));
    }

    @Test
    void lostConnection_closesAfterTheGraceUnlessTaken() {
        machine.on(Event.OPENED, T0);
        assertEquals(NONE, machine.on(Event.CONNECTION_LOST, T0));
        assertEquals(NONE, machine.on(Event.TICK, T0 + 5 * SECOND - 1));
        assertEquals(NONE, machine.on(Event.CONNECTION_TAKEN, T0 + 5 * SECOND - 1));
        assertEquals(NONE, machine.on(Event.TICK, T0 + 20 * SECOND));
        assertEquals(NONE, machine.on(Event.CONNECTION_LOST, T0 + 20 * SECOND));
        assertEquals(CLOSE, machine.on(Event.TICK, T0 + 25 * SECOND));
    }

    @Test
    void lostConnection_closesAnInterleavedSessionAtOnce() {
        machine.on(Event.OPENED, T0);
        machine.interleaved(true);
        assertEquals(CLOSE, machine.on(Event.CONNECTION_LOST, T0));
    }

    @Test
    void anyOrderOfEvents_closesOnceAndStaysClosed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Event> events = List.of(Event.values());
        for (int run = 0; run < 2000; run++) {
            SessionMachine m = new SessionMachine(Duration.ofSeconds(60), Duration.ofSeconds(5), T0);
            m.interleaved(random.nextBoolean());
            int closes = 0;
            long now = T0;
            for (int i = 0; i < 60; i++) {
                now += random.nextLong(8 * SECOND);
                boolean wasClosed = m.state() == State.CLOSED;
                var action = m.on(events.get(random.nextInt(events.size())), now);
                closes += action == CLOSE ? 1 : 0;
                assertEquals(wasClosed || action == CLOSE, m.state() == State.CLOSED, "seed " + seed);
            }
            now += 61 * SECOND;
            closes += m.on(Event.TICK, now) == CLOSE ? 1 : 0;
            assertEquals(1, closes, "seed " + seed);
        }
    }
}
