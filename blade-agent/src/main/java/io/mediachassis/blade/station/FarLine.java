package io.mediachassis.blade.station;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StationRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way to one other station's director: what is asked before the link is up waits a little. One thread. */
public final class FarLine implements LinkHandler {
    static final long PATIENCE_NS = 3_000_000_000L;
    private static final int WAITING = 256;

    private final StationRow station;
    private final Executor thread;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Runnable hangUp = () -> {};
    private @Nullable Link link;
    private long usedNs;

    private record Waiting(Envelope.Builder question, CompletableFuture<Envelope> answer, long deadlineNs) {}

    /** @param thread on which everything but the link's own events happens; they are brought there */
    public FarLine(StationRow station, Executor thread) {
        this.station = station;
        this.thread = thread;
    }

    /** How dialling is ended. */
    public FarLine closedBy(Runnable end) {
        hangUp = end;
        return this;
    }

    /** Whether that is still where the station's director answers. */
    boolean leadsTo(StationRow row) {
        return row.getAddress().equals(station.getAddress()) && row.getAuthority().equals(station.getAuthority());
    }

    long usedNs() {
        return usedNs;
    }

    void ask(Envelope.Builder question, CompletableFuture<Envelope> answer, long nowNs) {
        usedNs = nowNs;
        Link up = link;
        if (up != null) {
            send(up, question, answer);
        } else if (waiting.size() >= WAITING) {
            answer.completeExceptionally(new IOException("too many questions wait for station " + station.getName()));
        } else {
            waiting.add(new Waiting(question, answer, nowNs + PATIENCE_NS));
        }
    }

    private static void send(Link to, Envelope.Builder question, CompletableFuture<Envelope> answer) {
        to.request(question, Duration.ofNanos(PATIENCE_NS)).whenComplete((reply, error) -> {
            if (error == null) {
                answer.complete(reply);
            } else {
                answer.completeExceptionally(error);
            }
        });
    }

    /** Tells those that wait in vain. */
    void expire(long nowNs) {
        while (!waiting.isEmpty() && waiting.element().deadlineNs() - nowNs <= 0) {
            waiting.remove().answer().completeExceptionally(
                    new IOException("the director of station " + station.getName() + " can't be reached at "
                            + station.getAddress()));
        }
    }

    void close() {
        hangUp.run();
        link = null;
        while (!waiting.isEmpty()) {
            waiting.remove().answer().completeExceptionally(
                    new IOException("the link to station " + station.getName() + " is given up"));
        }
    }

    // ---- the link's events, on its loop ------------------------------------------------------------------------

    @Override
    public void onUp(Link established) {
        thread.execute(() -> {
            link = established;
            while (!waiting.isEmpty()) {
                Waiting first = waiting.remove();
                send(established, first.question(), first.answer());
            }
        });
    }

    @Override
    public void onMessage(Link from, Envelope message) {
        // Nobody asks this way round: a director that wants something dials.
    }

    @Override
    public void onDown(Link ended, LinkDown why) {
        thread.execute(() -> {
            if (link == ended) {
                link = null;
            }
        });
    }
}
