package io.mediachassis.sim.source;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where stations are and what lies between them: seven parts of the world, in each six regions of stations. A copy leaves by
 * its source's own line, its region's line to the backbone, a link between two parts of the world, and the same ways back
 * down. Station 0 is the home station, in Europe. Immutable.
 */
final class Geography {
    static final int HOME = 0;
    static final int REGIONS_EACH = 6;
    private static final double EARTH_KM = 6371;
    private static final double HOME_BPS = 10e9;
    /** Of a region's line for each of its stations, and of links between parts of the world for each of all stations. */
    private static final double REGION_BPS_EACH = 250e6;
    private static final double LONG_BPS_EACH = 40e6;

    final int stations;
    final int[] region;
    final int[] part;
    final double[] latitude;
    final double[] longitude;
    /** Of stations' lines, bit/s. */
    final double[] line;
    final List<Link> links = new ArrayList<>();
    private final int regionsFirst;
    private final int longFirst;
    private final long seed;
    private final short[][] kilometres;

    /** Parts of the world, and how many of the stations are there. */
    private enum Part {
        EUROPE(49, 9, 0.30), NORTH_AMERICA(39, -92, 0.28), EAST_ASIA(33, 122, 0.18), SOUTH_ASIA(20, 78, 0.08),
        SOUTH_AMERICA(-20, -55, 0.08), AFRICA(4, 20, 0.04), OCEANIA(-31, 146, 0.04);

        private final double latitude;
        private final double longitude;
        private final double share;

        Part(double latitude, double longitude, double share) {
            this.latitude = latitude;
            this.longitude = longitude;
            this.share = share;
        }
    }

    /**
     * A link, for one direction.
     *
     * @param bps that it has
     * @param background share of it that others use, on average over the day
     * @param longitude whose clock its use follows, in degrees
     * @param kind of it
     */
    record Link(double bps, double background, double longitude, Kind kind) {}

    /** What a link connects. */
    enum Kind { STATION, REGION, PARTS }

    Geography(int stations, long seed) {
        this.stations = stations;
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        region = new int[stations];
        part = new int[stations];
        latitude = new double[stations];
        longitude = new double[stations];
        line = new double[stations];
        Part[] parts = Part.values();
        int regions = parts.length * REGIONS_EACH;
        double[] regionLatitude = new double[regions];
        double[] regionLongitude = new double[regions];
        for (int r = 0; r < regions; r++) {
            Part of = parts[r / REGIONS_EACH];
            regionLatitude[r] = of.latitude + 6 * random.nextGaussian();
            regionLongitude[r] = of.longitude + 9 * random.nextGaussian();
        }
        int[] population = new int[regions];
        for (int s = 0; s < stations; s++) {
            part[s] = s == HOME ? 0 : drawn(parts, random.nextDouble());
            region[s] = part[s] * REGIONS_EACH + random.nextInt(REGIONS_EACH);
            population[region[s]]++;
            latitude[s] = regionLatitude[region[s]] + 1.2 * random.nextGaussian();
            longitude[s] = regionLongitude[region[s]] + 1.5 * random.nextGaussian();
            double size = random.nextDouble();
            line[s] = s == HOME ? HOME_BPS : size < 0.3 ? 300e6 : size < 0.9 ? 1e9 : 4e9;
            // Streams to consoles leave by the same line; its own way in has nobody else.
            links.add(new Link(line[s], s == HOME ? 0.1 : 0.25 + 0.3 * random.nextDouble(), longitude[s], Kind.STATION));
            links.add(new Link(line[s], 0.1, longitude[s], Kind.STATION));
        }
        regionsFirst = links.size();
        for (int r = 0; r < regions; r++) {
            double bps = Math.max(1e9, population[r] * REGION_BPS_EACH) * (0.6 + 0.8 * random.nextDouble());
            links.add(new Link(bps, 0.3, regionLongitude[r], Kind.REGION));
            links.add(new Link(bps, 0.3, regionLongitude[r], Kind.REGION));
        }
        longFirst = links.size();
        for (Part from : parts) {
            for (Part to : parts) {
                double bps = LONG_BPS_EACH * stations * Math.sqrt(from.share * to.share) * (0.5 + random.nextDouble());
                links.add(new Link(Math.max(1e9, bps), 0.35, to.longitude, Kind.PARTS));
            }
        }
        kilometres = new short[stations][stations];
        for (int a = 0; a < stations; a++) {
            for (int b = 0; b < stations; b++) {
                kilometres[a][b] = (short) onTheGlobe(a, b);
            }
        }
    }

    private static int drawn(Part[] parts, double draw) {
        double left = draw;
        for (int i = 0; i < parts.length; i++) {
            left -= parts[i].share;
            if (left < 0) {
                return i;
            }
        }
        return 0;
    }

    int parts() {
        return Part.values().length;
    }

    /** The line by which a station sends. */
    int out(int station) {
        return 2 * station;
    }

    /** Numbers of the links from one station to another. */
    int[] path(int from, int to) {
        int first = out(from);
        int last = 2 * to + 1;
        if (region[from] == region[to]) {
            return new int[] {first, last};
        }
        int up = regionsFirst + 2 * region[from];
        int down = regionsFirst + 2 * region[to] + 1;
        return part[from] == part[to]
                ? new int[] {first, up, down, last}
                : new int[] {first, up, longFirst + part[from] * parts() + part[to], down, last};
    }

    /** As a map shows it, at least 1. */
    int distanceKm(int a, int b) {
        return kilometres[a][b];
    }

    private int onTheGlobe(int a, int b) {
        double f = Math.toRadians(latitude[a]);
        double g = Math.toRadians(latitude[b]);
        double h = haversine(g - f) + Math.cos(f) * Math.cos(g) * haversine(Math.toRadians(longitude[b] - longitude[a]));
        return Math.max(1, (int) Math.round(2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, h)))));
    }

    private static double haversine(double angle) {
        double sine = Math.sin(angle / 2);
        return sine * sine;
    }

    /** Of an idle way, in seconds: 10 us a km there and back, and a detour of its own, which no map shows. */
    double roundTrip(int a, int b) {
        SplittableRandom pair = new SplittableRandom(seed * 31 + Math.min(a, b) * 1_000_003L + Math.max(a, b));
        return 0.001 + 10e-6 * distanceKm(a, b) * (1.2 + 0.8 * pair.nextDouble()) + 0.004 * pair.nextDouble();
    }
}
