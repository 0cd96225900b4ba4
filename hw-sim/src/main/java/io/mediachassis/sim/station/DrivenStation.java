package io.mediachassis.sim.station;

import io.mediachassis.blade.fault.VolumeFault;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A station as a part of a larger simulation, which has the time, says which blades run and who is director, and what goes
 * wrong; director, engines, copies, streams and consoles are those of {@link StationSimulation}. Its blades are off at
 * first. Owned by one thread; to be closed.
 */
public final class DrivenStation implements AutoCloseable {
    private static final long MS = 1_000_000L;
    /** What a fault leaves behind is over after this. */
    private static final long AFTER_NS = 2_000 * MS;

    private final StationWorld world;

    /**
     * @param blades in slots 1 to so many, 3 at least
     * @param director who acts now; 0: nobody
     * @param consolesNs when the first consoles come
     * @param guards what it does to keep its promises
     */
    public DrivenStation(long seed, int blades, IntSupplier director, long consolesNs, Set<Guards> guards) {
        StationSimulation.quiet(1, false);
        world = new StationWorld(seed, guards, Scenario.ANY, false, blades, director);
        world.at(0, world.controller::start);
        for (SimConsole console : world.consoles) {
            world.at(consolesNs + world.random.nextInt(8000) * MS, console::start);
        }
    }

    /** Everything up to that time happens. */
    public void advance(long untilNs) {
        world.advance(untilNs);
    }

    /** A blade's agent starts. */
    public void start(int slot) {
        world.blade(slot).start();
    }

    /** A blade's agent ends; silently: with its board. */
    public void end(int slot, boolean silent) {
        SimBlade blade = world.blade(slot);
        if (blade.alive()) {
            blade.end(silent);
            if (!silent) {
                blade.supervisor.agentKilled(false);
            }
        }
    }

    /** A blade's agent stands still, or goes on. */
    public void stopped(int slot, boolean now) {
        if (now) {
            world.blade(slot).stop();
        } else {
            world.blade(slot).goOn();
        }
    }

    /** The path between two blades is broken, or is so no more. */
    public void cut(int one, int two, boolean now) {
        if (now) {
            world.network.cut(one, two);
        } else {
            world.network.heal(one, two);
        }
    }

    /** Neither controllers nor consoles reach a blade, or they do again. */
    public void isolated(int slot, boolean now) {
        world.blade(slot).isolated += now ? 1 : -1;
    }

    /** A blade's disk is so from now on; one that fails loses what it held. */
    public void disk(int slot, VolumeFault fault) {
        SimBlade blade = world.blade(slot);
        blade.disk.is(fault);
    }

    /** The blade has found out that its disk fails: what it held is no more. */
    public void diskLost(int slot) {
        SimBlade blade = world.blade(slot);
        blade.store.wipe();
        if (blade.alive()) {
            blade.run(blade.life(), () -> blade.parts().reports.onHoldingsChanged());
        }
    }

    /** Something is wrong now: consoles may be refused for a while. */
    public void touched() {
        for (SimBlade blade : world.blades) {
            world.invariants.touch(blade.slot, world.now + AFTER_NS);
        }
    }

    /** Everything has been well for long: everybody has to be served, and each segment to have its copies. */
    public void settled() {
        world.invariants.settled();
    }

    /** What was broken first; empty: nothing. */
    public Optional<String> violation() {
        Violation violation = world.violation();
        return violation == null ? Optional.empty() : Optional.of(violation.invariant() + ": " + violation.text());
    }

    /** Streams that all blades have. */
    public int streams() {
        return world.blades.stream().filter(SimBlade::alive).mapToInt(blade -> blade.parts().streams.count()).sum();
    }

    /** Whether each program's segments are all somewhere. */
    public boolean whole() {
        return world.programs.stream().allMatch(world.invariants::whole);
    }

    @Override
    public void close() {
        world.blades.forEach(blade -> blade.end(false));
        StationSimulation.quiet(-1, false);
    }
}
