package io.mediachassis.sim.source;

import java.util.SplittableRandom;

/**
 * What consoles ask for: programs by Zipf's law, of which half the requests follow the world's order of liking, three in ten that
 * of the part of the world, two in ten the region's. How many follows the clock. One thread.
 */
final class Demand {
    static final double BIT_RATE = 4e6;
    private static final double EXPONENT = 0.9;
    private static final double DAY_S = 86_400;

    final long[] bytes;
    private final double[] cumulative;
    private final int[][] orders;
    private final int parts;
    private final Geography map;
    private final double[] perDay;

    /** @param requestsPerDay of a station, on average */
    Demand(Geography map, int programs, double requestsPerDay, long seed) {
        this.map = map;
        this.parts = map.parts();
        SplittableRandom random = new SplittableRandom(seed ^ 0xDE3A4DL);
        cumulative = new double[programs];
        double sum = 0;
        for (int k = 0; k < programs; k++) {
            sum += Math.pow(k + 1.0, -EXPONENT);
            cumulative[k] = sum;
        }
        orders = new int[1 + parts + parts * Geography.REGIONS_EACH][];
        for (int i = 0; i < orders.length; i++) {
            orders[i] = shuffled(programs, random);
        }
        bytes = new long[programs];
        for (int p = 0; p < programs; p++) {
            double minutes = Math.max(5, Math.min(150, 50 * Math.exp(0.6 * random.nextGaussian())));
            bytes[p] = (long) (minutes * 60 * BIT_RATE / 8);
        }
        perDay = new double[map.stations];
        for (int s = 1; s < map.stations; s++) {
            // A station with a wider line has more consoles.
            perDay[s] = requestsPerDay * Math.sqrt(map.line[s] / 1e9) * Math.exp(0.4 * random.nextGaussian());
        }
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The program that a console of a station wants. */
    int program(int station, SplittableRandom random) {
        double taste = random.nextDouble();
        int order = taste < 0.5 ? 0 : taste < 0.8 ? 1 + map.part[station] : 1 + parts + map.region[station];
        double draw = random.nextDouble() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] < draw) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return orders[order][low];
    }

    /** Seconds until a station's next request. */
    double wait(int station, double nowS, SplittableRandom random) {
        double hour = (nowS / DAY_S + map.longitude[station] / 360) * 24;
        double perSecond = perDay[station] / DAY_S * (1 + 0.8 * Math.cos((hour - 20) * Math.PI / 12));
        return -Math.log(1 - random.nextDouble()) / perSecond;
    }
}
