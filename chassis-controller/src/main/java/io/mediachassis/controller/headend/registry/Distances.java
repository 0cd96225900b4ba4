package io.mediachassis.controller.headend.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far stations are from one another, as the operator configured it. Immutable; any thread. */
public final class Distances {
    public static final Distances NONE = new Distances(List.of());

    private final Map<String, Map<String, Integer>> fromTo = new HashMap<>();

    /**
     * The way from one station to another; the way back is as long, unless it is given too.
     *
     * @param km 1 to 40000
     */
    public record Way(String from, String to, int km) {}

    /** @throws IllegalArgumentException where a way is given twice, or from a station to itself */
    public Distances(List<Way> ways) {
        for (Way way : ways) {
            if (way.from().equals(way.to())) {
                throw new IllegalArgumentException("head-end.distances has a way from " + way.from()
                        + " to itself: remove it");
            }
            if (fromTo.computeIfAbsent(way.from(), f -> new HashMap<>()).put(way.to(), way.km()) != null) {
                throw new IllegalArgumentException("head-end.distances has the way from " + way.from() + " to " + way.to()
                        + " twice: leave one of them");
            }
        }
    }

    /** Kilometres; 0: not configured. */
    public int km(String from, String to) {
        int there = one(from, to);
        return there > 0 ? there : one(to, from);
    }

    private int one(String from, String to) {
        return fromTo.getOrDefault(from, Map.of()).getOrDefault(to, 0);
    }
}
