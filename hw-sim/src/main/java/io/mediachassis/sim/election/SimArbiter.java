package io.mediachassis.sim.election;

import io.mediachassis.controller.election.ControllerRole.ArbiterReport;

/** The mid-plane's arbiter: an epoch that is given away by compare-and-set, and a watchdog over its holder. */
final class SimArbiter {
    private static final long WATCHDOG_NS = 1_000_000_000L;

    private final ElectionWorld world;
    private final long rate;
    private final long[] spokeNs = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};
    private long epoch;
    private int holder;
    private long refreshedNs;

    SimArbiter(ElectionWorld world) {
        this.world = world;
        this.rate = world.random.nextLong(900, 1101);
    }

    private long now() {
        return world.now / 1000 * rate;
    }

    ArbiterReport status(int number) {
        spokeNs[number - 1] = now();
        boolean healthy = now() - spokeNs[2 - number] < WATCHDOG_NS;
        return new ArbiterReport(epoch, holder, now() - refreshedNs, true, healthy);
    }

    /** The new epoch, or 0. */
    long claim(int number, long expected) {
        spokeNs[number - 1] = now();
        boolean free = holder == 0 || holder == number || now() - refreshedNs >= WATCHDOG_NS;
        if (expected != epoch || !free) {
            return 0;
        }
        epoch++;
        holder = number;
        refreshedNs = now();
        if (world.tracing) {
            world.trace("arbiter: controller " + number + " claims epoch " + epoch);
        }
        return epoch;
    }

    void release(int number, long ofEpoch) {
        spokeNs[number - 1] = now();
        if (holder == number && epoch == ofEpoch) {
            holder = 0;
        }
    }

    boolean refresh(int number, long ofEpoch) {
        spokeNs[number - 1] = now();
        if (holder != number || epoch != ofEpoch) {
            return false;
        }
        refreshedNs = now();
        return true;
    }
}
