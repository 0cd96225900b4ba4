package io.mediachassis.controller.hardware;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the PSUs give, and how much of that may be promised to boards. Immutable.
 *
 * @param redundancy how many of them may fail without a board losing power
 * @param installed what each PSU that is present can give, watts, be it good or not
 * @param good the same of those whose output is good
 */
public record PowerBudget(Redundancy redundancy, List<Integer> installed, List<Integer> good) {
    /** How many PSUs may fail. */
    public enum Redundancy {
        /** None: all that they give may be promised. */
        N,
        /** The largest. */
        N_PLUS_1,
        /** Half of them, such as all on one of two feeds. */
        N_PLUS_N
    }

    public PowerBudget {
        installed = List.copyOf(installed);
        good = List.copyOf(good);
    }

    /** All that they can give when all are good, watts. */
    public int installedWatts() {
        return sum(installed);
    }

    /** All that they give now, watts: beyond this the rail collapses. */
    public int goodWatts() {
        return sum(good);
    }

    /**
     * What may be promised, watts: what is left when as many fail as may. Counted over those that are installed, so that
     * one that has failed costs nothing that was promised without it.
     */
    public int usableWatts() {
        return Math.min(goodWatts(), leftOf(installed));
    }

    /** Whether as many may fail now as should, with so much promised, watts. */
    public boolean redundant(int promisedWatts) {
        return good.size() == installed.size() && leftOf(good) >= promisedWatts;
    }

    private int leftOf(List<Integer> psus) {
        List<Integer> largestFirst = new ArrayList<>(psus);
        largestFirst.sort(Comparator.reverseOrder());
        int failed = switch (redundancy) {
            case N -> 0;
            case N_PLUS_1 -> 1;
            case N_PLUS_N -> (psus.size() + 1) / 2;
        };
        return sum(largestFirst.subList(Math.min(failed, psus.size()), psus.size()));
    }

    private static int sum(List<Integer> watts) {
        return watts.stream().mapToInt(Integer::intValue).sum();
    }
}
