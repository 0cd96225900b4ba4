package io.mediachassis.blade.engine;

import java.util.List;

/** Copies that an engine makes by a director's order: {@link CopyFetcher}'s, or a simulation's. Any thread. */
public interface Copies {
    /**
     * Starts a copy.
     *
     * @param segments which; none: all
     * @param sourceBase HTTP address of the engine that holds it, ending in a slash
     * @return empty when it was started (or is under way), else why not
     */
    String fetch(String programId, List<Integer> segments, String sourceBase);
}
