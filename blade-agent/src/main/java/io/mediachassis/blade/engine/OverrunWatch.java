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
    /** A segment that was not seen to grow for so long, from the first look on, does not. */
    private static final long SILENT_NS = 2_000_000_000L;

    private final Map<Key, Arrival> arrivals = new HashMap<>();
    private final Set<Key> seen = new HashSet<>();

    private record Key(String programId, int segment) {}

    /**
     * How a segment grows; it does so in steps, as disks are written.
     *
     * @param atNs when it was seen to have grown
     * @param stepTicks by how much; 0 at first
     * @param rate seconds of program that arrive in a second
     */
    private record Arrival(long arrivedTicks, long atNs, long stepTicks, double rate) {}

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
        OptionalDouble rate = rate(key, arrived, pace, nowNs);
        return rate.isEmpty()
                ? Optional.empty()
                : Overrun.foresee(positionTicks, pace, arrived, rate.getAsDouble(), segment.timeLine().endTicks())
                        .filter(overrun -> overrun.inNs() < HORIZON_NS)
                        .map(overrun -> new Danger(key.segment(), arrived, rate.getAsDouble(), overrun));
    }

    /** How fast it arrives; empty while that can't be told. */
    private OptionalDouble rate(Key key, long arrivedTicks, double pace, long nowNs) {
        seen.add(key);
        Arrival before = arrivals.get(key);
        if (before == null) {
            before = new Arrival(arrivedTicks, nowNs, 0, 0);
            arrivals.put(key, before);
        }
        long gone = Math.max(1, nowNs - before.atNs());
        long step = arrivedTicks - before.arrivedTicks();
        if (step > 0) {
            double now = perSecond(step, gone);
            double rate = before.stepTicks() == 0 ? now : (before.rate() + now) / 2;
            arrivals.put(key, new Arrival(arrivedTicks, nowNs, step, rate));
            return OptionalDouble.of(rate);
        } else if (before.stepTicks() > 0) {
            // The longer nothing comes, the less it can be.
            return OptionalDouble.of(Math.min(before.rate(), perSecond(before.stepTicks(), gone)));
        } else if (gone >= SILENT_NS) {
            return OptionalDouble.of(0);
        }
        // Whoever plays fast can't wait to know; copies are made no slower than they are played.
        return pace > 1 ? OptionalDouble.of(1) : OptionalDouble.empty();
    }

    private static double perSecond(long ticks, long ns) {
        return ticks * 1000.0 / 27 / ns;
    }

    /** Forgets what nobody looked at since the last call. */
    void forget() {
        arrivals.keySet().retainAll(seen);
        seen.clear();
    }
}
