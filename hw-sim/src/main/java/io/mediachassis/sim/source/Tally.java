package io.mediachassis.sim.source;

import java.util.Arrays;

/** Counts what happens after the time to warm up. One thread. */
final class Tally {
    private static final double GAVE_UP_S = 60;

    private final Geography map;
    private final double fromS;
    private final Waits first = new Waits();
    private final double[] minuteBits;
    private final double[] peakBits;
    private final int[] atOnce;
    private int mostAtOnce;
    private final long[] lookUpsOfHour;
    private long requests;
    private long copies;
    private long refused;
    private long ended;
    private long slow;
    private long home;
    private long named;
    private double partsBytes;
    private double regionsBytes;
    private double copyS;
    private double homePeak;

    Tally(Geography map, double fromS, double toS) {
        this.map = map;
        this.fromS = fromS;
        this.minuteBits = new double[map.stations];
        this.peakBits = new double[map.stations];
        this.atOnce = new int[map.stations];
        this.lookUpsOfHour = new long[(int) (toS / 3600) + 2];
    }

    void asked(double nowS) {
        requests += nowS >= fromS ? 1 : 0;
    }

    void lookedUp(int sources, double nowS) {
        if (nowS >= fromS) {
            lookUpsOfHour[(int) (nowS / 3600)]++;
            named += sources;
        }
    }

    void begun(Flow flow) {
        if (flow.askedS < fromS) {
            return;
        }
        copies++;
        home += flow.source == Geography.HOME ? 1 : 0;
        partsBytes += map.part[flow.source] == map.part[flow.station] ? 0 : flow.bytes;
        regionsBytes += map.region[flow.source] == map.region[flow.station] ? 0 : flow.bytes;
    }

    void gaveUp(double askedS) {
        if (askedS >= fromS) {
            refused++;
            first.add(GAVE_UP_S);
        }
    }

    void shown(Flow flow, double atS) {
        if (flow.askedS >= fromS) {
            first.add(atS - flow.askedS);
        }
    }

    void ended(Flow flow, double atS) {
        if (flow.askedS >= fromS) {
            ended++;
            copyS += atS - flow.startS;
            slow += flow.bytes * 8 / (atS - flow.startS) < Demand.BIT_RATE ? 1 : 0;
        }
    }

    /** Once a second, what copies take of each station's line. */
    void second(Fluid fluid, double nowS) {
        if (nowS < fromS) {
            return;
        }
        Arrays.fill(atOnce, 0);
        for (Flow flow : fluid.flows) {
            minuteBits[flow.source] += flow.rateBps;
            int copies = ++atOnce[flow.source];
            mostAtOnce = flow.source == Geography.HOME ? mostAtOnce : Math.max(mostAtOnce, copies);
        }
        if ((long) nowS % 60 == 59) {
            double others = Fluid.background(map.links.get(map.out(Geography.HOME)), nowS);
            homePeak = Math.max(homePeak, others + minuteBits[Geography.HOME] / 60 / map.line[Geography.HOME]);
            for (int s = 0; s < map.stations; s++) {
                peakBits[s] = Math.max(peakBits[s], minuteBits[s] / 60);
            }
            Arrays.fill(minuteBits, 0);
        }
    }

    SourceFigures figures(String policy) {
        double busiest = 0;
        for (int s = 1; s < map.stations; s++) {
            busiest = Math.max(busiest, peakBits[s] / map.line[s]);
        }
        long lookUps = Arrays.stream(lookUpsOfHour).sum();
        return new SourceFigures(
                policy, requests, copies, refused, partsBytes, regionsBytes, first.at(0.5), first.at(0.95),
                first.at(0.99), share(slow, ended), share(home, copies), homePeak, busiest, mostAtOnce,
                copyS / 60 / Math.max(1, ended), Arrays.stream(lookUpsOfHour).max().orElse(0) / 3600.0,
                share(named, lookUps));
    }

    private static double share(long part, long whole) {
        return part / (double) Math.max(1, whole);
    }
}
