package io.mediachassis.blade.station;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StationRow;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Speaks with the directors of other stations: dials them when there is something to ask, keeps the links for a while, and no
 * more of them than a bound. Any thread asks; the rest runs on one.
 */
public final class FarDirectors implements AutoCloseable {
    /** A link that nobody has used for so long is closed. */
    static final long IDLE_NS = 60_000_000_000L;
    /** Links at a time; where more are asked for, the one that was used longest ago goes. */
    static final int MOST = 32;

    private final Executor thread;
    private final LongSupplier clock;
    private final BiFunction<StationRow, Executor, FarLine> dial;
    private final Map<String, FarLine> lines = new HashMap<>();

    /**
     * Dials nobody yet.
     *
     * @param thread runs one thing after another
     * @param clock nanoseconds
     * @param dial begins to dial a station's director; what it makes is used on that thread alone
     */
    public FarDirectors(Executor thread, LongSupplier clock, BiFunction<StationRow, Executor, FarLine> dial) {
        this.thread = thread;
        this.clock = clock;
        this.dial = dial;
    }

    /** Asks; fails when there is no answer within a few seconds. */
    public CompletionStage<Envelope> ask(StationRow station, Envelope.Builder question) {
        CompletableFuture<Envelope> answer = new CompletableFuture<>();
        thread.execute(() -> line(station).ask(question, answer, clock.getAsLong()));
        return answer;
    }

    /** The director may be another blade now: the next question dials anew. */
    public void redial(String station) {
        thread.execute(() -> drop(station));
    }

    /** A few times a second: who waits too long is told, and links that nobody uses go. */
    public void step() {
        thread.execute(() -> {
            long nowNs = clock.getAsLong();
            lines.values().forEach(line -> line.expire(nowNs));
            lines.entrySet().stream()
                    .filter(entry -> nowNs - entry.getValue().usedNs() >= IDLE_NS)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(this::drop);
        });
    }

    private FarLine line(StationRow station) {
        FarLine known = lines.get(station.getName());
        if (known != null && known.leadsTo(station)) {
            return known;
        }
        drop(station.getName());
        if (lines.size() >= MOST) {
            lines.entrySet().stream()
                    .min((a, b) -> Long.signum(a.getValue().usedNs() - b.getValue().usedNs()))
                    .map(Map.Entry::getKey)
                    .ifPresent(this::drop);
        }
        FarLine fresh = dial.apply(station, thread);
        lines.put(station.getName(), fresh);
        return fresh;
    }

    private void drop(String station) {
        FarLine line = lines.remove(station);
        if (line != null) {
            line.close();
        }
    }

    /** Links now; on its thread. */
    int open() {
        return lines.size();
    }

    @Override
    public void close() {
        thread.execute(() -> {
            lines.values().forEach(FarLine::close);
            lines.clear();
        });
    }
}
