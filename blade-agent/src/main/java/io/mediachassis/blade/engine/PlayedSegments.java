package io.mediachassis.blade.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Which segments this engine's streams play, and so need to stay: the one that a stream is in, and the next. Any thread.
 */
public final class PlayedSegments {
    private static final BitSet NONE = new BitSet();

    private final EngineStreams streams;
    private final Supplier<List<Played>> others;

    /** A segment that is sent now. */
    public record Played(String programId, int segment) {}

    public PlayedSegments(EngineStreams streams) {
        this(streams, List::of);
    }

    /** @param others what is sent beside the consoles' streams */
    public PlayedSegments(EngineStreams streams, Supplier<List<Played>> others) {
        this.streams = streams;
        this.others = others;
    }

    /** Whether a stream is at that segment, or will be next. */
    public boolean plays(String programId, int segment) {
        return now().test(programId, segment);
    }

    /** What {@link #plays} says now, for asking about many segments. */
    public BiPredicate<String, Integer> now() {
        Map<String, BitSet> played = new HashMap<>();
        for (Played now : others.get()) {
            played.computeIfAbsent(now.programId(), id -> new BitSet()).set(now.segment(), now.segment() + 2);
        }
        for (SentStream stream : streams.all()) {
            stream.addNeeded(played.computeIfAbsent(stream.identity().getProgramId(), id -> new BitSet()));
        }
        return (programId, segment) -> played.getOrDefault(programId, NONE).get(segment);
    }

    /** What is sent now counts as used now. */
    public void tellUse(LastUse lastUse) {
        played().forEach(now -> lastUse.used(now.programId(), now.segment()));
    }

    private List<Played> played() {
        List<Played> played = new ArrayList<>(others.get());
        for (SentStream stream : streams.all()) {
            played.add(new Played(
                    stream.identity().getProgramId(),
                    stream.source().segmentAt(stream.metrics().positionTicks())));
        }
        return played;
    }
}
