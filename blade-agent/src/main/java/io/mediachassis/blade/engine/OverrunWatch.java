package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.trick.Overrun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Sees which streams will come to the end of what has arrived of a segment (seed 002 claim 21). Measures how fast segments
 * arrive. Pure; one thread.
 */
final class OverrunWatch {
    /** A hand-over between two pictures takes up to a second, a question or two before it. */
    static final long HORIZON_NS = 3_000_000_000L;
    /** Weight of what is older fades with this time. */
    private static final double FADE_NS = 1e9;
    /** Over less than this no rate is measured. */
    private static final long LEAST_NS = 50_000_000L;

    private final Map<Key, Arrival> arrivals = new HashMap<>();
    private final Set<Key> seen = new HashSet<>();

    private record Key(String programId, int segment) {}

    private record Arrival(long arrivedTicks, long atNs, double rate, boolean known) {}

    /**
     * What is about to happen.
     *
     * @param segment of which what has arrived will be overrun
     * @param arrivedTicks program time up to which it has arrived
     * @param rate seconds of program that arrive in a second
     */
    record Danger(int segment, long arrivedTicks, double rate, Overrun overrun) {}

    /**
     * Looks at a stream; each stream some times a second.
     *
     * @param positionTicks program time that it is at
     * @param pace seconds of program that it plays in a second, negative backward
     */
    Optional<Danger> look(String programId, PlayoutSource source, long positionTicks, double pace, long nowNs) {
        for (int n = source.segmentAt(positionTicks); n < source.segments(); n++) {
            PlayoutSegment segment = source.segment(n);
            long here = segment.available().bytes();
            if (here < segment.length()) {
                return here == 0 ? Optional.empty() : danger(new Key(programId, n), segment, here, positionTicks, pace, nowNs);
            }
        }
        return Optional.empty();
    }

    private Optional<Danger> danger(
            Key key, PlayoutSegment segment, long here, long positionTicks, double pace, long nowNs) {
        long arrived = segment.timeLine().timeAt(here);
        OptionalDouble rate = rate(key, arrived, nowNs);
        return rate.isEmpty()
                ? Optional.empty()
                : Overrun.foresee(positionTicks, pace, arrived, rate.getAsDouble(), segment.timeLine().endTicks())
                        .filter(overrun -> overrun.inNs() < HORIZON_NS)
                        .map(overrun -> new Danger(key.segment(), arrived, rate.getAsDouble(), overrun));
    }

    /** How fast it arrives; empty until it was seen twice. */
    private OptionalDouble rate(Key key, long arrivedTicks, long nowNs) {
        seen.add(key);
        Arrival before = arrivals.get(key);
        if (before == null) {
            arrivals.put(key, new Arrival(arrivedTicks, nowNs, 0, false));
            return OptionalDouble.empty();
        }
        long gone = nowNs - before.atNs();
        if (gone >= LEAST_NS) {
            double now = (arrivedTicks - before.arrivedTicks()) * 1000.0 / 27 / gone;
            double weight = before.known() ? 1 - Math.exp(-gone / FADE_NS) : 1;
            arrivals.put(key, new Arrival(
                    arrivedTicks, nowNs, before.rate() + weight * (now - before.rate()), true));
        }
        Arrival after = arrivals.getOrDefault(key, before);
        return after.known() ? OptionalDouble.of(after.rate()) : OptionalDouble.empty();
    }

    /** Forgets what nobody looked at since the last call. */
    void forget() {
        arrivals.keySet().retainAll(seen);
        seen.clear();
    }
}
