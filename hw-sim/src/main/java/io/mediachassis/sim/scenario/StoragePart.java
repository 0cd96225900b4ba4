package io.mediachassis.sim.scenario;

import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.SimNode;
import io.mediachassis.sim.station.DrivenStation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the unit's blades store and play: a station of the product's own classes beside the unit, in its time. Its blades
 * run where the unit's agents do, and its director is the one that the unit has.
 */
final class StoragePart implements AutoCloseable {
    private static final long MS = 1_000_000L;
    /** Of a disk whose requests fail: about what three failed requests take. */
    private static final long FOUND_OUT_NS = 1_500 * MS;
    private static final long CONSOLES_NS = 12_000 * MS;
    private static final long REBOOT_NS = 12_000 * MS;

    private final UnitWorld world;
    private final DrivenStation station;
    private long disturbedUntilNs;

    StoragePart(UnitWorld world, long seed, Mutation mutation) {
        this.world = world;
        this.station = new DrivenStation(seed, world.blades(), this::director, CONSOLES_NS, mutation.station());
    }

    private int director() {
        AgentNode acting = world.acting();
        return acting == null ? 0 : acting.slot();
    }

    DrivenStation station() {
        return station;
    }

    void advance(long toNs) {
        if (world.now() < disturbedUntilNs || !allServe()) {
            station.touched();
        }
        station.advance(toNs);
    }

    private boolean allServe() {
        for (int slot = 1; slot <= world.blades(); slot++) {
            if (!world.serves(slot)) {
                return false;
            }
        }
        return true;
    }

    /** A fault comes, which may cost a blade a start. */
    void disturbed(long forNs) {
        disturbedUntilNs = Math.max(disturbedUntilNs, world.now() + forNs + REBOOT_NS);
    }

    /** What of its invariants was broken; empty: nothing. */
    Optional<String> violation() {
        return station.violation();
    }

    Runnable apply(Fault fault) {
        if (fault instanceof Fault.DiskSlow f) {
            return disk(f.slot(), new VolumeFault.Slow(f.by()));
        } else if (fault instanceof Fault.DiskFull f) {
            return disk(f.slot(), new VolumeFault.Full());
        } else if (fault instanceof Fault.DiskFailing f) {
            world.at(world.now() + FOUND_OUT_NS, () -> station.diskLost(f.slot()));
            return disk(f.slot(), new VolumeFault.Failing());
        }
        throw new IllegalArgumentException(fault + " is none of a disk");
    }

    private Runnable disk(int slot, VolumeFault fault) {
        station.disk(slot, fault);
        return () -> station.disk(slot, VolumeFault.WELL);
    }

    /** The Ethernet between a node and others is broken, to whichever side; what is given mends it. */
    Runnable partition(SimNode node, List<SimNode> others) {
        List<Runnable> mends = new ArrayList<>();
        if (node instanceof AgentNode one) {
            for (SimNode other : others) {
                if (other instanceof AgentNode two) {
                    station.cut(one.slot(), two.slot(), true);
                    mends.add(() -> station.cut(one.slot(), two.slot(), false));
                }
            }
            if (others.size() > world.blades()) {
                station.isolated(one.slot(), true);
                mends.add(() -> station.isolated(one.slot(), false));
            }
        }
        return () -> mends.forEach(Runnable::run);
    }

    @Override
    public void close() {
        station.close();
    }
}
