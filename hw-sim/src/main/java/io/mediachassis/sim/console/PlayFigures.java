package io.mediachassis.sim.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Counts what orders come to, and how fast. Any thread. */
final class PlayFigures {
    /** Times that are kept: those of a long evening. */
    private static final int KEPT = 1000;
    private static final double NS_PER_MS = 1e6;

    private final ArrayDeque<Broken> breaks = new ArrayDeque<>();
    private final List<Double> firstMs = new ArrayList<>();
    private long orders;
    private int rejoined;
    private double rejoinedSeconds;
    private int unicasts;
    private double unicastSeconds;
    private long unicastBytes;
    private int returns;
    private double returnSeconds;

    /**
     * A break of which no media is out yet.
     *
     * @param orderedNs when what made it was ordered
     */
    private record Broken(long number, long orderedNs) {}

    synchronized void ordered() {
        orders++;
    }

    /** An order given then made that break; negative: none. */
    synchronized void broke(long number, long orderedNs) {
        if (number >= 0) {
            breaks.add(new Broken(number, orderedNs));
        }
    }

    /** The first media behind a break is out. */
    synchronized void out(long number, long nowNs) {
        for (Broken first = breaks.peek(); first != null && first.number() <= number; first = breaks.peek()) {
            breaks.remove();
            // One of a break that another followed at once never came.
            if (first.number() == number && firstMs.size() < KEPT) {
                firstMs.add((nowNs - first.orderedNs()) / NS_PER_MS);
            }
        }
    }

    synchronized void rejoined(double seconds) {
        rejoined++;
        rejoinedSeconds = Math.max(rejoinedSeconds, seconds);
    }

    /** A session that was for this console alone is over. */
    synchronized void unicast(double seconds, long bytes) {
        unicasts++;
        unicastSeconds += seconds;
        unicastBytes += bytes;
    }

    /** Back on multicast, so long after it was ordered to play. */
    synchronized void returned(double seconds) {
        returns++;
        returnSeconds = Math.max(returnSeconds, seconds);
    }

    synchronized OrderResult result() {
        List<Double> sorted = firstMs.stream().sorted().toList();
        return new OrderResult(orders, rejoined, rejoinedSeconds, unicasts, unicastSeconds, unicastBytes, returns,
                returnSeconds, sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2),
                sorted.isEmpty() ? 0 : sorted.get(sorted.size() - 1));
    }
}
