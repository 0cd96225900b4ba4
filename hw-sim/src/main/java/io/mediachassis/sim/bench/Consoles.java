package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The consoles of one measurement. One thread. */
final class Consoles implements AutoCloseable {
    private static final long KEEP_ALIVE_NS = Duration.ofSeconds(20).toNanos();

    private final List<ConsoleSession> sessions = new ArrayList<>();
    private final Clock clock;
    private long heardNs;

    Consoles(Clock clock) {
        this.clock = clock;
        this.heardNs = clock.nanoTime();
    }

    /** One for each port, all at the start of one program. */
    static Consoles play(String url, List<Integer> ports, Clock clock) throws IOException {
        Consoles consoles = new Consoles(clock);
        try {
            for (int port : ports) {
                consoles.add(url, port, 0);
            }
            return consoles;
        } catch (IOException e) {
            consoles.close();
            throw e;
        }
    }

    /** One more, from a second of the program on. */
    void add(String url, int port, int fromSecond) throws IOException {
        sessions.add(new ConsoleSession(url, port, fromSecond));
    }

    /** Gives signs of life when they are due; a session that is gone shows in what arrives. */
    void keepAlive() {
        if (clock.nanoTime() - heardNs < KEEP_ALIVE_NS) {
            return;
        }
        heardNs = clock.nanoTime();
        for (ConsoleSession session : sessions) {
            try {
                session.keepAlive();
            } catch (IOException e) {
                throw new IllegalStateException("a session ended early: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        for (ConsoleSession session : sessions) {
            try {
                session.close();
            } catch (IOException e) {
                // What they played from is brought down next, and the figures are taken already.
            }
        }
    }
}
