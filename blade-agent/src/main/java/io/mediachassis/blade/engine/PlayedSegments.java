package io.mediachassis.blade.engine;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Which segments this engine's streams play, and so need to stay: the one that a stream is in, and the next. Any thread.
 */
public final class PlayedSegments {
    private static final BitSet NONE = new BitSet();

    private final EngineStreams streams;

    public PlayedSegments(EngineStreams streams) {
        this.streams = streams;
    }

    /** Whether a stream is at that segment, or will be next. */
    public boolean plays(String programId, int segment) {
        return now().test(programId, segment);
    }

    /** What {@link #plays} says now, for asking about many segments. */
    public BiPredicate<String, Integer> now() {
        Map<String, BitSet> played = new HashMap<>();
        for (SentStream stream : streams.all()) {
            stream.addNeeded(played.computeIfAbsent(stream.identity().getProgramId(), id -> new BitSet()));
        }
        return (programId, segment) -> played.getOrDefault(programId, NONE).get(segment);
    }

    /** What is sent now counts as used now. */
    public void tellUse(LastUse lastUse) {
        for (SentStream stream : streams.all()) {
            lastUse.used(stream.identity().getProgramId(), at(stream));
        }
    }

    private static int at(SentStream stream) {
        return stream.source().segmentAt(stream.metrics().positionTicks());
    }
}
