package io.mediachassis.blade.obtain;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which segment of a program is to come next: one that a console waits for, the last asked for first, since a seek can't wait
 * and a hand-over is asked for ahead; then those that consoles come to soonest; then the rest, in order. Pure; one thread.
 */
final class WantedSegments {
    /** Places of consoles that are remembered, and for how long: they are in the middle of a segment for a minute. */
    private static final int PLACES = 64;
    static final long PLACE_NS = 600_000_000_000L;

    /** When each was asked for last; the last one at the end. */
    private final Map<Integer, Long> places = new LinkedHashMap<>();

    /** A console is there, or about to be. */
    void wanted(int segment, long nowNs) {
        places.remove(segment);
        places.put(segment, nowNs);
        if (places.size() > PLACES) {
            places.remove(places.keySet().iterator().next());
        }
    }

    /** Forgets who has gone. */
    void expire(long nowNs) {
        places.values().removeIf(at -> nowNs - at >= PLACE_NS);
    }

    /** Whether somebody is about to play it. */
    boolean isWanted(int segment) {
        return places.containsKey(segment);
    }

    /** @param lacking of which one is to come; -1: none is left */
    int next(BitSet lacking) {
        int latest = -1;
        for (int place : places.keySet()) {
            latest = lacking.get(place) ? place : latest;
        }
        if (latest >= 0) {
            return latest;
        }
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int place : places.keySet()) {
            int ahead = lacking.nextSetBit(place);
            if (ahead >= 0 && ahead - place < least) {
                least = ahead - place;
                best = ahead;
            }
        }
        return best >= 0 ? best : lacking.nextSetBit(0);
    }
}
