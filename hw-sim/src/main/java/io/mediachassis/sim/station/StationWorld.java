package io.mediachassis.sim.station;

import io.mediachassis.sim.event.EventQueue;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One run: a station of some blades, its programs and consoles, its true time, its luck and its faults. */
final class StationWorld {
    static final String STATION = "10.0.0.100";

    private static final long MS = 1_000_000L;
    /** All faults are over by then. */
    static final long HEAL_NS = 45_000 * MS;
    /** From here on everybody has to be served. */
    static final long SETTLED_NS = HEAL_NS + 45_000 * MS;
    /** The consoles leave. */
    static final long LEAVE_NS = SETTLED_NS + 10_000 * MS;
    /** Preloads that nobody wants are closed after 60 s. */
    private static final long LEFT_NS = LEAVE_NS + 70_000 * MS;
    /** Events that a shown run ends with, {@code -Dstation.traced=20000} for all. */
    private static final int TRACED = Integer.getInteger("station.traced", 160);

    final SplittableRandom random;
    final Set<Guards> guards;
    final Map<Path, SimProgram.Place> places = new HashMap<>();
    final List<SimProgram> programs = new ArrayList<>();
    final List<SimBlade> blades = new ArrayList<>();
    final List<SimConsole> consoles = new ArrayList<>();
    final SimNetwork network;
    final Invariants invariants;
    final SimController controller;
    /** Of each segment. */
    final int copies;
    final int segmentRun;
    /** Whether blades make room by eviction. */
    final boolean evicting;
    /** Whether it goes on until nothing can be left of the consoles. */
    private final boolean untilLeft;
    private final Scenario scenario;
    /** Bytes a second of one copy. */
    final long copyRate;
    long now;
    long events;

    final boolean tracing;
    private final EventQueue queue = new EventQueue();
    private final Deque<String> trace = new ArrayDeque<>();
    private @Nullable Violation violation;

    StationWorld(long seed, Set<Guards> guards, Scenario scenario, boolean tracing) {
        this(seed, guards, scenario, tracing, 0, null);
    }

    /**
     * @param fixedBlades so many blades with room for much, as when a scenario of a whole unit says what goes wrong; 0: as
     *     luck has it
     * @param reign says who is director; null: a stand-in for the controllers does
     */
    StationWorld(long seed, Set<Guards> guards, Scenario scenario, boolean tracing, int fixedBlades,
            @Nullable IntSupplier reign) {
        this.random = new SplittableRandom(seed);
        this.guards = guards;
        this.tracing = tracing;
        this.scenario = scenario;
        // Else a stream may have to wait, with one blade less.
        boolean roomy = scenario == Scenario.ANCHOR_KILLED || fixedBlades > 0;
        int bladeCount = fixedBlades > 0 ? fixedBlades : 3 + random.nextInt(3);
        int wanted = 1 + random.nextInt(Math.min(3, bladeCount - 1));
        copies = roomy ? Math.max(2, wanted) : wanted;
        int run = random.nextInt(3);
        segmentRun = roomy ? Math.max(1, run) : run;
        evicting = random.nextInt(4) == 0 && !roomy;
        untilLeft = random.nextInt(4) == 0;
        int rate = random.nextInt(8) == 0 ? 150 : 8 + random.nextInt(16);
        copyRate = (15 + random.nextInt(45)) * (long) rate * SimProgram.PACKET;
        for (int p = 1 + random.nextInt(3); p > 0; p--) {
            programs.add(new SimProgram(programs.size() + 1, rate, seconds(), places));
        }
        invariants = new Invariants(this, bladeCount);
        network = new SimNetwork(this, bladeCount);
        controller = new SimController(this, bladeCount, reign);
        int capacity = 2 + random.nextInt(8) + (roomy ? 40 : 0);
        long diskBytes = programs.stream().mapToLong(p -> p.manifest.bytes()).sum() * (2 + random.nextInt(3)) / 2;
        long diskRate = 40L * rate * SimProgram.PACKET * (1 + random.nextInt(4));
        for (int slot = 1; slot <= bladeCount; slot++) {
            blades.add(new SimBlade(this, slot, capacity, diskBytes, diskRate));
        }
        for (SimProgram program : programs) {
            publish(program);
        }
        for (int c = 2 + random.nextInt(roomy ? 12 : capacity * 2); c > 0; c--) {
            consoles.add(new SimConsole(this, consoles.size() + 1));
        }
    }

    private int[] seconds() {
        int[] seconds = new int[3 + random.nextInt(6)];
        for (int n = 0; n < seconds.length; n++) {
            seconds[n] = 4 + random.nextInt(7);
        }
        return seconds;
    }

    /** A program lies where it was taken in; its copies are for the director to make. */
    private void publish(SimProgram program) {
        int at = random.nextInt(blades.size());
        for (int n = 0; n < program.segments(); n++) {
            blades.get(at).store.put(program, n, program.length(n));
        }
    }

    /** Runs it to its end, or to the first broken invariant. */
    @Nullable Violation run() {
        for (SimBlade blade : blades) {
            at(random.nextInt(500) * MS, blade::start);
        }
        at(600 * MS, controller::start);
        for (SimConsole console : consoles) {
            at((2000 + random.nextInt(8000)) * MS, console::start);
        }
        if (scenario == Scenario.ANY) {
            new FaultPlan(this).plan();
        } else {
            new AnchorKills(this).plan();
        }
        for (long t = SETTLED_NS; t < LEAVE_NS; t += 500 * MS) {
            at(t, invariants::settled);
        }
        at(LEAVE_NS, () -> consoles.forEach(SimConsole::leave));
        long endNs = untilLeft ? LEFT_NS : LEAVE_NS + 500 * MS;
        at(LEFT_NS - MS, invariants::left);
        while (violation == null && !queue.isEmpty() && queue.nextTime() < endNs) {
            now = queue.nextTime();
            queue.poll().run();
            events++;
        }
        blades.forEach(blade -> blade.end(false));
        return violation;
    }

    /** Goes on to that time, or to the first broken invariant. */
    void advance(long untilNs) {
        while (violation == null && !queue.isEmpty() && queue.nextTime() <= untilNs) {
            now = queue.nextTime();
            queue.poll().run();
            events++;
        }
        now = Math.max(now, untilNs);
    }

    /** What was broken; null: nothing. */
    @Nullable Violation violation() {
        return violation;
    }

    void at(long time, Runnable event) {
        queue.add(Math.max(now, time), event);
    }

    // ---- parts -------------------------------------------------------------------------------------------------

    SimBlade blade(int slot) {
        return blades.get(slot - 1);
    }

    SimProgram program(String id) {
        return programs.get(Integer.parseInt(id.substring(id.indexOf('-') + 1)) - 1);
    }

    static String address(int slot) {
        return "10.0.0." + slot;
    }

    static int slotOf(String url) {
        String host = URI.create(url).getHost();
        return Integer.parseInt(host.substring(host.lastIndexOf('.') + 1));
    }

    /** Who answers at the station address. */
    @Nullable SimBlade station() {
        for (SimBlade blade : blades) {
            if (blade.reachable() && blade.acting().isPresent()) {
                return blade;
            }
        }
        return null;
    }

    /** A datagram between blades: it may be lost. */
    void datagram(SimBlade from, SimBlade to, Runnable message) {
        if (!network.isCut(from.slot, to.slot) && random.nextInt(100) > 0) {
            int life = to.life();
            at(network.arrival(from.slot, to.slot), () -> to.run(life, message));
        }
    }

    // ---- trace -------------------------------------------------------------------------------------------------

    void fail(String invariant, String text) {
        if (violation == null) {
            violation = new Violation(invariant, String.format("%.3f s: %s", now / 1e9, text));
        }
    }

    void trace(String text) {
        if (tracing) {
            if (trace.size() == TRACED) {
                trace.removeFirst();
            }
            trace.add(String.format("%9.3f %s", now / 1e9, text));
        }
    }

    String traced() {
        return String.join("\n", trace);
    }

    @Override
    public String toString() {
        return blades.size() + " blades of " + blades.get(0).capacity + " streams, " + programs.size() + " programs, "
                + copies + " copies, runs of " + segmentRun + (evicting ? ", evictions, " : ", ") + consoles.size() + " consoles";
    }
}
