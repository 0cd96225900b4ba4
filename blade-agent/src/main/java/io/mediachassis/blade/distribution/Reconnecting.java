package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls a stream over one connection after the other: one that breaks off is made again, after longer and longer pauses
 * while nothing comes. {@link #run} is the input's thread; the rest is for any.
 */
final class Reconnecting implements Input {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnecting.class);
    private static final int LEAST_PAUSE_MS = 500;
    private static final int MOST_PAUSE_MS = 30_000;

    private final URI uri;
    private final Pull pull;
    private final InputSink sink;
    private final Counts<DistributionCounter> counts;
    private final Pause pause;
    private volatile @Nullable Closeable open;

    /** Speaks the protocol of one server. The input's thread, where nothing else is said. */
    interface Pull {
        /**
         * Connects once, and hands on what comes; returns at the stream's end, or once it is not wanted any more.
         *
         * @param by is told what is {@link #opened}, and knows whether all of it {@link #ended}
         * @throws IOException when the connection can't be made, or breaks off
         * @throws DistributionRefused when another connection would not help
         */
        void connect(Reconnecting by) throws IOException, InterruptedException, DistributionRefused;

        /** Whether anything came over the last connection. */
        boolean came();

        /** Whether what is open is to be closed, since nothing has come for too long. Any thread. */
        default boolean silent(long nowNs) {
            return false;
        }
    }

    /** @param uri as it is named to people */
    Reconnecting(URI uri, Pull pull, InputSink sink, Clock clock, Counts<DistributionCounter> counts) {
        this.uri = uri;
        this.pull = pull;
        this.sink = sink;
        this.counts = counts;
        this.pause = new Pause(clock);
    }

    @Override
    public void run() {
        int pauseMs = LEAST_PAUSE_MS;
        while (!ended() && sink.wanted()) {
            try {
                pull.connect(this);
                // Who is closed comes back here too: that input is not over, and goes on after a restart.
                if (!ended() && sink.wanted()) {
                    sink.over();
                }
                return;
            } catch (DistributionRefused e) {
                sink.failed(e.text());
                return;
            } catch (IOException e) {
                LOG.debug("Pulling {} broke off", uri, e);
                if (!sink.wanted()) {
                    return;
                }
                counts.add(DistributionCounter.BREAKS);
                sink.trouble(uri + (e instanceof ConnectException ? " can't be reached" : " broke off") + reason(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pauseMs = nextPauseMs(pauseMs, pull.came());
            pause.await(pauseMs);
        }
    }

    /** What there is to say of an error; the JDK's HTTP client says nothing of a connection that was refused. */
    private static String reason(IOException e) {
        String text = e.getMessage();
        return text != null && !text.isEmpty() ? ": " + text
                : e instanceof ConnectException ? "" : ": " + e.getClass().getSimpleName();
    }

    /** How long to wait before the next connection, by the pause before and whether anything came since. */
    static int nextPauseMs(int beforeMs, boolean came) {
        return came ? LEAST_PAUSE_MS : Math.min(MOST_PAUSE_MS, beforeMs * 2);
    }

    /** What another thread closes when it is silent or not wanted any more; null: nothing. The input's thread. */
    void opened(@Nullable Closeable connection) {
        open = connection;
    }

    /** Whether it was closed. */
    boolean ended() {
        return pause.ended();
    }

    @Override
    public void tick(long nowNs) {
        Closeable connection = open;
        if (connection != null && pull.silent(nowNs)) {
            shut(connection);
        }
    }

    @Override
    public void close() {
        pause.end();
        Closeable connection = open;
        if (connection != null) {
            shut(connection);
        }
    }

    private static void shut(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("A connection that is given up", e);
        }
    }
}
