package io.mediachassis.sim.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What stations hold, and so what the registry knows: each the programs that were asked for last, as many as fit, the home
 * station all. No last copy goes. One thread.
 */
final class Caches {
    private static final double MEAN_BYTES = 500e9;

    private final Demand demand;
    private final List<Map<Integer, Boolean>> held = new ArrayList<>();
    private final long[] room;
    private final int[][] holders;
    private final int[] holderCount;

    Caches(Geography map, Demand demand, long seed) {
        this.demand = demand;
        int programs = demand.bytes.length;
        SplittableRandom random = new SplittableRandom(seed ^ 0xCAC4EL);
        room = new long[map.stations];
        holders = new int[programs][4];
        holderCount = new int[programs];
        for (int s = 0; s < map.stations; s++) {
            held.add(new LinkedHashMap<>(512, 0.75f, true));
            room[s] = s == Geography.HOME ? Long.MAX_VALUE : (long) (MEAN_BYTES * (0.5 + random.nextDouble()));
        }
        for (int p = 0; p < programs; p++) {
            add(Geography.HOME, p);
        }
        // As after many days: what would have been asked for last.
        for (int s = 1; s < map.stations; s++) {
            int asked = 0;
            while (room[s] > 4_500_000_000L && asked++ < 20_000) {
                int program = demand.program(s, random);
                if (!touch(s, program)) {
                    add(s, program);
                }
            }
        }
    }

    /** Whether a station has it, which is then what was used last. */
    boolean touch(int station, int program) {
        return held.get(station).get(program) != null;
    }

    /** A copy is whole. */
    void add(int station, int program) {
        if (held.get(station).put(program, true) != null) {
            return;
        }
        int n = holderCount[program]++;
        if (n == holders[program].length) {
            holders[program] = Arrays.copyOf(holders[program], 2 * n);
        }
        holders[program][n] = station;
        room[station] -= demand.bytes[program];
        Iterator<Integer> oldest = held.get(station).keySet().iterator();
        while (room[station] < 0 && oldest.hasNext()) {
            int goes = oldest.next();
            if (goes != program && holderCount[goes] > 1) {
                oldest.remove();
                room[station] += demand.bytes[goes];
                forget(station, goes);
            }
        }
    }

    private void forget(int station, int program) {
        int n = --holderCount[program];
        for (int i = 0; i <= n; i++) {
            if (holders[program][i] == station) {
                holders[program][i] = holders[program][n];
                return;
            }
        }
    }

    /** Stations that hold a program, as the registry answers. */
    int[] holders(int program) {
        return Arrays.copyOf(holders[program], holderCount[program]);
    }
}
