package io.mediachassis.backplane.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The copies that this station has begun and that have not ended. What a source says of its load is older than a burst of
 * choices, so each one is a reservation there until the source's word must have it in it. One thread; stepped by a clock.
 */
final class CopiesUnderWay {
    /** Of a source's egress for one copy. */
    private static final double RESERVED = 0.02;
    /** A source that has said nothing for so long is silent (head-end.station-lifetime), so what it said is younger. */
    private static final long SEEN_NS = Duration.ofSeconds(10).toNanos();
    /** Nobody said that it ended; a copy takes no longer. */
    private static final long FORGOTTEN_NS = Duration.ofHours(2).toNanos();

    private final Map<String, Deque<Long>> begun = new HashMap<>();

    void begun(String station, long nowNs) {
        begun.computeIfAbsent(station, s -> new ArrayDeque<>()).addLast(nowNs);
    }

    void ended(String station) {
        Deque<Long> times = begun.get(station);
        if (times != null) {
            times.pollFirst();
            if (times.isEmpty()) {
                begun.remove(station);
            }
        }
    }

    /** How many come from there. */
    int from(String station, long nowNs) {
        Deque<Long> times = begun.get(station);
        if (times == null) {
            return 0;
        }
        while (!times.isEmpty() && nowNs - times.getFirst() >= FORGOTTEN_NS) {
            times.removeFirst();
        }
        return times.size();
    }

    /** Share of the source's egress that its own word may not show yet. */
    double reserved(String station, long nowNs) {
        Deque<Long> times = begun.get(station);
        if (times == null) {
            return 0;
        }
        double share = 0;
        Iterator<Long> newestFirst = times.descendingIterator();
        while (newestFirst.hasNext() && nowNs - newestFirst.next() < SEEN_NS) {
            share += RESERVED;
        }
        return share;
    }
}
