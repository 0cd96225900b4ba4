package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.output.Stretch;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends receptions, and adds up what came of them. One thread, but that conversations with a server are ended on
 * another: that takes a while, and who watches waits for nothing.
 */
final class Receptions implements AutoCloseable {
    private final ConsoleSettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final Progress progress;
    private final PlayFigures figures;
    private final ExecutorService ending = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "console-teardown");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Received sum;

    /** A stream that is received, into which stretch, and what is held of it. */
    record Receiving(Tuned tuned, Reception reception, Stretch stretch, HeldEnd held, long sinceNs) {
        boolean unicast() {
            return tuned.unicast() != null;
        }
    }

    Receptions(ConsoleSettings settings, Clock clock, RandomGenerator random, Progress progress, PlayFigures figures) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
        this.figures = figures;
    }

    /**
     * Begins one.
     *
     * @param held ends where the stream is to go on; empty: it is taken from its first packet
     */
    Receiving begin(Tuned tuned, Stretch stretch, HeldEnd held) throws IOException {
        try {
            // Plain groups may have service information in them, which is not the same in each.
            boolean again = tuned.unicast() != null || (tuned.start() != null && tuned.media().rtp() && !tuned.set().isEmpty());
            return new Receiving(tuned, new Reception(tuned, settings, stretch, held, again, clock, random, progress), stretch,
                    held, clock.nanoTime());
        } catch (IOException e) {
            tuned.close();
            throw e;
        }
    }

    /** Ends one: leaves the group, or has the session torn down. */
    void end(Receiving one) {
        Received came = one.reception().received();
        Received before = sum;
        sum = before == null ? came : before.plus(came);
        if (one.unicast()) {
            figures.unicast((clock.nanoTime() - one.sinceNs()) / 1e9, one.reception().taken());
        }
        one.reception().close();
        one.tuned().leave();
        ending.execute(one.tuned()::close);
    }

    /** All that came; once everything has ended. */
    Received received() {
        Received all = sum;
        if (all == null) {
            throw new IllegalStateException("nothing has been received");
        }
        return all;
    }

    /** What is torn down still is. */
    @Override
    public void close() {
        ending.shutdown();
        try {
            boolean unused = ending.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
