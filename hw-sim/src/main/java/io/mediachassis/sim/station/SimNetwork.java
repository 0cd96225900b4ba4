package io.mediachassis.sim.station;

import java.util.ArrayList;
import java.util.List;

/** The backplane between the blades: links that are dialled again when they are gone, and paths that can be cut. */
final class SimNetwork {
    private static final long US = 1000L;
    private static final long MS = 1000 * US;

    private final StationWorld world;
    private final int[][] cuts;
    private final long[][] stalledUntil;
    private long lastCutNs = -1;
    private final List<SimConnection> links = new ArrayList<>();

    SimNetwork(StationWorld world, int blades) {
        this.world = world;
        this.cuts = new int[blades + 1][blades + 1];
        this.stalledUntil = new long[blades + 1][blades + 1];
    }

    /** Whether a path was cut since then. */
    boolean disturbedSince(long ns) {
        return lastCutNs >= ns;
    }

    boolean isCut(int one, int two) {
        return cuts[one][two] > 0;
    }

    void cut(int one, int two) {
        cuts[one][two]++;
        cuts[two][one]++;
        lastCutNs = world.now;
    }

    void heal(int one, int two) {
        cuts[one][two]--;
        cuts[two][one]--;
        lastCutNs = world.now;
        if (!isCut(one, two)) {
            links.stream().filter(link -> link.joins(one, two)).toList().forEach(SimConnection::healed);
        }
    }

    void stall(int from, int to, long untilNs) {
        stalledUntil[from][to] = Math.max(stalledUntil[from][to], untilNs);
    }

    /** When something sent now is there. */
    long arrival(int from, int to) {
        int dice = world.random.nextInt(100);
        long delay = (dice < 90 ? 50 + dice * 5 : dice < 99 ? 1000 + world.random.nextInt(5000) : 20_000) * US;
        return Math.max(world.now, stalledUntil[from][to]) + delay;
    }

    /** Each pair that has no link dials now and then, the lower slot. */
    void dialLoop(SimBlade blade) {
        for (SimBlade target : world.blades) {
            if (target.slot > blade.slot && target.runs() && !isCut(blade.slot, target.slot)
                    && links.stream().noneMatch(link -> link.joins(blade.slot, target.slot) && link.openAt(blade))) {
                links.removeIf(SimConnection::gone);
                SimConnection link = new SimConnection(world, blade, target);
                links.add(link);
                link.establish();
            }
        }
        blade.after((50 + world.random.nextInt(400)) * MS, () -> dialLoop(blade));
    }

    void beat(SimBlade blade) {
        links.stream().filter(link -> link.endsAt(blade)).toList().forEach(link -> link.beat(blade));
    }

    void processEnded(SimBlade blade, boolean silent) {
        links.stream().filter(link -> link.endsAt(blade)).forEach(link -> link.processEnded(blade, silent));
    }

    void boardStarted(SimBlade blade) {
        links.stream().filter(link -> link.endsAt(blade)).forEach(link -> link.resetFrom(blade));
    }
}
