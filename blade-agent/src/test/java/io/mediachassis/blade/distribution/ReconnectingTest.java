package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.counter.Counts;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a pull goes on after what became of a connection; none of these tests comes to a pause that is waited for. */
@Timeout(20)
class ReconnectingTest {
    private final Counts<DistributionCounter> counts = new Counts<>(DistributionCounter.class);
    private final Told told = new Told();

    private Reconnecting reconnecting(Connection connection, boolean silent) {
        return new Reconnecting(
                URI.create("http://192.0.2.1/film"), new Script(connection, silent), told, new DistributionRig.Time(), counts);
    }

    private Reconnecting over(Connection connection) {
        return reconnecting(connection, false);
    }

    @Test
    void theStreamsEndIsTheInputs() {
        over(by -> { }).run();
        assertEquals(List.of("over"), told.events);
        assertEquals(0, counts.get(DistributionCounter.BREAKS));
    }

    /** Recorded as over, it would not be gone on with after a restart. */
    @Test
    void whoIsClosedOrNotWantedIsNotOver() {
        over(Reconnecting::close).run();
        over(by -> told.wanted = false).run();
        assertEquals(List.of(), told.events);
    }

    @Test
    void whatCanNeverBeTakenInIsNotTriedAgain() {
        over(by -> {
            throw new DistributionRefused(415, "no stream", "send one");
        }).run();
        assertEquals(List.of("failed: no stream"), told.events);
    }

    @Test
    void aConnectionThatBreaksOffIsCountedAndTold_andTheEndCutsThePauseShort() {
        over(by -> {
            // Another connection, which is not to be, would be the last.
            told.wanted = told.events.isEmpty();
            told.events.add("connection");
            // Before the pause begins.
            by.close();
            throw new IOException("reset");
        }).run();
        assertEquals(List.of("connection", "trouble: http://192.0.2.1/film broke off: reset"), told.events);
        assertEquals(1, counts.get(DistributionCounter.BREAKS));
    }

    @Test
    void whatTheErrorDoesNotSayIsSaidOfIt() {
        for (IOException error : List.of(new ConnectException(), new ConnectException("refused"), new EOFException())) {
            over(by -> {
                by.close();
                throw error;
            }).run();
        }
        assertEquals(List.of("trouble: http://192.0.2.1/film can't be reached",
                "trouble: http://192.0.2.1/film can't be reached: refused",
                "trouble: http://192.0.2.1/film broke off: EOFException"), told.events);
    }

    @Test
    void whatIsNotWantedAnyMoreBreaksOffInSilence() {
        over(by -> {
            told.wanted = false;
            throw new IOException("closed");
        }).run();
        assertEquals(List.of(), told.events);
        assertEquals(0, counts.get(DistributionCounter.BREAKS));
    }

    @Test
    void whatIsNotWantedIsNotConnectedTo() {
        told.wanted = false;
        over(by -> told.events.add("connected")).run();
        Reconnecting closed = over(by -> told.events.add("connected"));
        told.wanted = true;
        closed.close();
        closed.run();
        assertEquals(List.of(), told.events);
    }

    @Test
    void whatIsOpenIsClosedWhenItIsSilentOrEnds() {
        Closeable open = () -> told.events.add("closed");
        reconnecting(by -> {
            by.opened(open);
            by.tick(0);
            by.opened(null);
            by.tick(0);
        }, true).run();
        assertEquals(List.of("closed", "over"), told.events, "silent");
        told.events.clear();
        over(by -> {
            by.opened(open);
            by.tick(0);
            told.wanted = false;
            by.close();
            throw new IOException("closed");
        }).run();
        assertEquals(List.of("closed"), told.events, "ended");
    }

    @Test
    void pausesGrowWhileNothingComes() {
        List<Integer> pauses = new ArrayList<>();
        int pauseMs = 500;
        for (int i = 0; i < 8; i++) {
            pauseMs = Reconnecting.nextPauseMs(pauseMs, false);
            pauses.add(pauseMs);
        }
        assertEquals(List.of(1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000), pauses);
        assertEquals(500, Reconnecting.nextPauseMs(pauseMs, true));
    }

    /** What becomes of one connection. */
    private interface Connection {
        void with(Reconnecting by) throws IOException, DistributionRefused;
    }

    private record Script(Connection connection, boolean isSilent) implements Reconnecting.Pull {
        @Override
        public void connect(Reconnecting by) throws IOException, DistributionRefused {
            connection.with(by);
        }

        @Override
        public boolean came() {
            return false;
        }

        @Override
        public boolean silent(long nowNs) {
            return isSilent;
        }
    }

    /** Keeps what an input tells. */
    private static final class Told implements InputSink {
        private final List<String> events = new ArrayList<>();
        private boolean wanted = true;

        @Override
        public void packets(ByteBuffer packets) {}

        @Override
        public void connected() {}

        @Override
        public void onward(List<Onward> streams) {}

        @Override
        public void trouble(String text) {
            events.add("trouble: " + text);
        }

        @Override
        public void over() {
            events.add("over");
        }

        @Override
        public void failed(String text) {
            events.add("failed: " + text);
        }

        @Override
        public boolean wanted() {
            return wanted;
        }
    }
}
