package io.mediachassis.sim.source;

import io.mediachassis.sim.source.Geography.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies as water in pipes: those that share a link get equal parts of what it has left beside others' traffic, and what one
 * can't use, since another link is narrower, the others get (max-min fairness, of which this takes two rounds). Steps of one
 * second; within a step rates stand. One thread.
 */
final class Fluid {
    private static final double DAY_S = 86_400;
    private static final int CAPACITY_EVERY = 60;

    final List<Flow> flows = new ArrayList<>();
    private final Link[] links;
    private final double[] capacity;
    private final double[] used;
    private final double[] share;
    private final int[] count;
    private final double[] slower;
    private final int[] held;
    private long steps;

    Fluid(List<Link> links) {
        this.links = links.toArray(Link[]::new);
        int n = this.links.length;
        capacity = new double[n];
        used = new double[n];
        share = new double[n];
        count = new int[n];
        slower = new double[n];
        held = new int[n];
    }

    /** Share of a link that others use: most at 20 h by its clock, least at 8 h. */
    static double background(Link link, double atS) {
        double hour = (atS / DAY_S + link.longitude() / 360) * 24;
        return link.background() * (1 + 0.8 * Math.cos((hour - 20) * Math.PI / 12));
    }

    /** Sets each flow's rate for the second that begins. */
    void share(double nowS) {
        if (steps++ % CAPACITY_EVERY == 0) {
            for (int l = 0; l < links.length; l++) {
                capacity[l] = links[l].bps() * (1 - background(links[l], nowS));
            }
        }
        Arrays.fill(count, 0);
        for (Flow flow : flows) {
            for (int link : flow.path) {
                count[link]++;
            }
        }
        for (int l = 0; l < links.length; l++) {
            share[l] = capacity[l] / Math.max(1, count[l]);
        }
        narrowest();
        Arrays.fill(slower, 0);
        Arrays.fill(held, 0);
        for (Flow flow : flows) {
            for (int link : flow.path) {
                if (flow.rateBps < 0.999 * share[link]) {
                    slower[link] += flow.rateBps;
                } else {
                    held[link]++;
                }
            }
        }
        for (int l = 0; l < links.length; l++) {
            share[l] = held[l] == 0 ? capacity[l] : (capacity[l] - slower[l]) / held[l];
        }
        narrowest();
        fit();
    }

    private void narrowest() {
        for (Flow flow : flows) {
            double rate = flow.mostBps;
            for (int link : flow.path) {
                rate = Math.min(rate, share[link]);
            }
            flow.rateBps = rate;
        }
    }

    /** Two rounds can give away too much of a link. */
    private void fit() {
        addUp();
        for (Flow flow : flows) {
            double fits = 1;
            for (int link : flow.path) {
                fits = Math.min(fits, capacity[link] / Math.max(1, used[link]));
            }
            flow.rateBps *= Math.min(1, fits);
        }
        addUp();
    }

    private void addUp() {
        Arrays.fill(used, 0);
        for (Flow flow : flows) {
            for (int link : flow.path) {
                used[link] += flow.rateBps;
            }
        }
    }

    /** Share of a link in use, by copies and others. */
    double load(int link, double nowS) {
        return background(links[link], nowS) + used[link] / links[link].bps();
    }
}
