package io.mediachassis.blade.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.StationRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Links to other stations' directors: dialled when needed, kept for a while, not too many. */
class FarDirectorsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, FarLine> dialled = new HashMap<>();
    private final List<String> closed = new ArrayList<>();
    private long nowNs = SECOND;
    private int dials;
    private final FarDirectors directors = new FarDirectors(Runnable::run, () -> nowNs, (row, thread) -> {
        dials++;
        FarLine line = new FarLine(row, thread).closedBy(() -> closed.add(row.getName()));
        dialled.put(row.getName(), line);
        return line;
    });

    private static StationRow row(String name) {
        return StationRow.newBuilder().setName(name).setAddress("10.0.0.1:7404").build();
    }

    private CompletableFuture<Envelope> ask(StationRow row) {
        return directors.ask(row, Envelope.newBuilder()).toCompletableFuture();
    }

    @Test
    void whatIsAskedBeforeTheLinkIsUpWaitsForIt() {
        CompletableFuture<Envelope> first = ask(row("north"));
        CompletableFuture<Envelope> second = ask(row("north"));
        assertEquals(1, dials);
        assertFalse(first.isDone());
        dialled.get("north").onUp(new Echo());
        assertTrue(first.isDone() && second.isDone());
        assertTrue(ask(row("north")).isDone());
        assertEquals(1, dials);
    }

    @Test
    void whoCannotBeReachedIsSaidToBeAfterSomeSeconds() {
        CompletableFuture<Envelope> answer = ask(row("north"));
        nowNs += FarLine.PATIENCE_NS - 1;
        directors.step();
        assertFalse(answer.isDone());
        nowNs++;
        directors.step();
        assertTrue(answer.isCompletedExceptionally());
    }

    @Test
    void aLinkThatNobodyUsesIsClosed() {
        ask(row("north"));
        nowNs += FarDirectors.IDLE_NS - 1;
        directors.step();
        assertEquals(List.of(), closed);
        nowNs++;
        directors.step();
        assertEquals(List.of("north"), closed);
        assertEquals(0, directors.open());
    }

    @Test
    void thereAreNoMoreThanMayAndTheOldestGoes() {
        for (int i = 0; i <= FarDirectors.MOST; i++) {
            nowNs++;
            ask(row("station-" + i));
        }
        assertEquals(FarDirectors.MOST, directors.open());
        assertEquals(List.of("station-0"), closed);
    }

    @Test
    void aStationThatHasMovedOrHasAnotherDirectorIsDialledAnew() {
        ask(row("north"));
        ask(row("north").toBuilder().setAddress("10.0.0.2:7404").build());
        assertEquals(2, dials);
        directors.redial("north");
        CompletableFuture<Envelope> answer = ask(row("north"));
        assertEquals(3, dials);
        dialled.get("north").onUp(new Echo());
        dialled.get("north").onDown(new Echo(), LinkDown.CLOSED_HERE);
        assertTrue(answer.isDone());
    }

    /** Answers at once. */
    private static final class Echo implements Link {
        @Override
        public Hello peer() {
            return Hello.getDefaultInstance();
        }

        @Override
        public boolean send(Envelope.Builder message) {
            return true;
        }

        @Override
        public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
            return CompletableFuture.completedFuture(message.build());
        }

        @Override
        public void reply(Envelope request, Envelope.Builder answer) {
            // Nothing was asked.
        }

        @Override
        public void fault(Envelope request, Fault.Code code, String text) {
            // Nothing was asked.
        }

        @Override
        public void close() {
            // It stays.
        }
    }
}
