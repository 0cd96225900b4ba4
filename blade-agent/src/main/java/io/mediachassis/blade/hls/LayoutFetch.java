package io.mediachassis.blade.hls;

import java.util.concurrent.CompletionStage;

/** Asks other engines how the segments that they hold are offered to HLS players. Any thread; must not block. */
@FunctionalInterface
public interface LayoutFetch {
    /**
     * Asks one engine that holds this segment.
     *
     * @return its answer, JSON, about all segments of the program that it holds; fails when none can be asked
     */
    CompletionStage<String> layouts(String programId, int segment);
}
