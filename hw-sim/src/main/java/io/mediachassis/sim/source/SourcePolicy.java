package io.mediachassis.sim.source;

import java.util.Set;

/** How a station chooses. */
interface SourcePolicy {
    /**
     * The station to copy from.
     *
     * @param holders that the registry named, at least one
     * @param load of all stations by their last word, 0 to 1
     * @param busy that said so just now
     * @return -1: none that is not busy
     */
    int choose(int station, long bytes, int[] holders, double[] load, Set<Integer> busy, double nowS);

    /** A copy begins. */
    default void begun(int station, int source, double nowS) {}

    /** It is here, and this is how it went. */
    default void ended(int station, int source, long bytes, double seconds, double roundTripS, double nowS) {}
}
