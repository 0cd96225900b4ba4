package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.SegmentReceiver.Growing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Segments on their way to this blade, each by one copy, which can be played as far as they have come (seed 002 claim
 * 20). Any thread.
 */
public final class ArrivingSegments {
    /** As much as the playout reads at once. */
    private static final long FIRST_PART = ChunkPool.DEFAULT_CHUNK_BYTES;

    private final Map<Key, Arrival> arrivals = new ConcurrentHashMap<>();
    private volatile Consumer<String> listener = programId -> {};

    private record Key(String programId, int segment) {}

    /** One on its way. */
    private static final class Arrival {
        final Manifest manifest;
        final CompletableFuture<Void> playable = new CompletableFuture<>();
        final CompletableFuture<Boolean> over;
        volatile @Nullable Growing growing;

        final long firstPart;

        Arrival(Manifest manifest, int segment, CompletableFuture<Boolean> over) {
            this.manifest = manifest;
            this.over = over;
            this.firstPart = Math.min(FIRST_PART, manifest.segments().get(segment).bytes());
        }

        Optional<Growing> some() {
            return Optional.ofNullable(growing).filter(g -> g.readable().getAsLong() >= firstPart);
        }

        boolean hasSome() {
            return some().isPresent();
        }
    }

    /**
     * Says who is told.
     *
     * @param changed hears the id of a program of which a segment can be played now, or is no longer on its way
     */
    public void listener(Consumer<String> changed) {
        listener = changed;
    }

    /** False when this segment is on its way already; else {@link #end} is to follow. */
    public boolean begin(Manifest manifest, int segment) {
        Arrival arrival = new Arrival(manifest, segment, new CompletableFuture<>());
        return arrivals.putIfAbsent(new Key(manifest.id(), segment), arrival) == null;
    }

    /** Some of it has come. */
    public void progress(Manifest manifest, int segment, Growing growing) {
        Arrival arrival = arrivals.get(new Key(manifest.id(), segment));
        if (arrival != null && !arrival.playable.isDone()) {
            arrival.growing = growing;
            if (arrival.hasSome() && arrival.playable.complete(null)) {
                listener.accept(manifest.id());
            }
        }
    }

    /** What came was wrong and is dropped; the same copy begins anew. No-op where nothing is on its way. */
    void again(Manifest manifest, int segment) {
        Key key = new Key(manifest.id(), segment);
        Arrival old = arrivals.get(key);
        if (old != null && arrivals.replace(key, old, new Arrival(manifest, segment, old.over)) && !old.playable.completeExceptionally(new IOException(
                "segment " + segment + " of " + manifest.id() + " came damaged"))) {
            listener.accept(manifest.id());
        }
    }

    /** All of it is in the store, or no more of it comes. */
    public void end(Manifest manifest, int segment, boolean held) {
        Arrival arrival = arrivals.remove(new Key(manifest.id(), segment));
        if (arrival != null) {
            if (held) {
                arrival.playable.complete(null);
            } else {
                arrival.playable.completeExceptionally(
                        new IOException("segment " + segment + " of " + manifest.id() + " did not come"));
                listener.accept(manifest.id());
            }
            arrival.over.complete(held);
        }
    }

    /** Completes when the copy is over: whether all of it is in the store. Empty: it isn't on its way. */
    Optional<CompletionStage<Boolean>> over(String programId, int segment) {
        return Optional.ofNullable(arrivals.get(new Key(programId, segment))).map(arrival -> arrival.over);
    }

    /** Completes when the first part of it can be played; fails when it does not come. Empty: it isn't on its way. */
    Optional<CompletionStage<Void>> playable(String programId, int segment) {
        return Optional.ofNullable(arrivals.get(new Key(programId, segment))).map(arrival -> arrival.playable);
    }

    /** Whether a segment is on its way. */
    public boolean has(String programId, int segment) {
        return arrivals.containsKey(new Key(programId, segment));
    }

    /** As far as it has come; empty before its first part. */
    Optional<Growing> segment(String programId, int segment) {
        return Optional.ofNullable(arrivals.get(new Key(programId, segment)))
                .flatMap(Arrival::some);
    }

    /** The segments of a program that can be played in part, in order. */
    List<Integer> segments(String programId) {
        return arrivals.entrySet().stream()
                .filter(entry -> entry.getKey().programId().equals(programId) && entry.getValue().hasSome())
                .map(entry -> entry.getKey().segment())
                .sorted()
                .toList();
    }

    /** The manifests of programs of which something can be played in part. */
    List<Manifest> manifests() {
        return arrivals.values().stream().filter(Arrival::hasSome).map(arrival -> arrival.manifest).distinct().toList();
    }

    /** The manifest of a program of which something is arriving. */
    public Optional<Manifest> manifest(String programId) {
        return arrivals.entrySet().stream()
                .filter(entry -> entry.getKey().programId().equals(programId))
                .map(entry -> entry.getValue().manifest)
                .findFirst();
    }
}
