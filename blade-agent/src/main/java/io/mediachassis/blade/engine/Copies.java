package io.mediachassis.blade.engine;

import java.util.List;

/** What an engine does by a director's order to what it holds: {@link CopyFetcher}, or a simulation's. Any thread. */
public interface Copies {
    /**
     * Starts a copy.
     *
     * @param segments which; none: all
     * @param sourceBase HTTP address of the engine that holds it, ending in a slash
     * @return empty when it was started (or is under way), else why not
     */
    String fetch(String programId, List<Integer> segments, String sourceBase);

    /** Drops segments that enough other engines hold, but for those that a stream here is at. */
    void drop(String programId, List<Integer> segments);
}
