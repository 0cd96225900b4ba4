package io.mediachassis.sim.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Compares the choice by cost with others: the same stations, programs and requests for each (seed 002 claims 14 and 15).
 *
 * @param requestsPerDay of a station, on average
 * @param days that count, after as long to warm up, half a day at most
 */
public record SourceSimulation(int stations, int programs, double requestsPerDay, double days, long seed) {
    public static final String COST = "cost";
    public static final String NEAREST = "nearest-first";
    public static final String RANDOM = "random";
    public static final String HOME_ONLY = "home only";

    public SourceSimulation {
        if (stations < 2 || stations > 5000 || programs < 1 || programs > 1_000_000 || !(days > 0) || days > 60) {
            throw new IllegalArgumentException("2 to 5000 stations, 1 to 1000000 programs, 60 days at most");
        }
    }

    /**
     * Runs all.
     *
     * @param progress told now and then which is at work, and how far it is, 0 to 1
     */
    public List<SourceFigures> run(BiConsumer<String, Double> progress) {
        List<SourceFigures> figures = new ArrayList<>();
        for (String name : List.of(COST, NEAREST, RANDOM, HOME_ONLY)) {
            figures.add(run(name, progress));
        }
        return figures;
    }

    /** Runs one. */
    public SourceFigures run(String name, BiConsumer<String, Double> progress) {
        Geography map = new Geography(stations, seed);
        Demand demand = new Demand(map, programs, requestsPerDay, seed);
        SourcePolicy policy = switch (name) {
            case COST -> new CostPolicy(map, seed);
            case NEAREST -> PlainPolicies.nearest(map);
            case RANDOM -> PlainPolicies.random(seed);
            case HOME_ONLY -> PlainPolicies.home();
            default -> throw new IllegalArgumentException("There is no policy " + name);
        };
        return new SourceWorld(map, demand, policy, days, seed).run(name, done -> progress.accept(name, done));
    }
}
