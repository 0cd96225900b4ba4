package io.mediachassis.sim.registry;

import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.Registry.Welcome;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import io.mediachassis.controller.headend.registry.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Some stations and a registry for a minute of life, in which messages are lost, doubled and late, either side crashes at
 * any point, stations are away and come back, and disks are lost; then calm. What must hold:
 * <ul>
 *   <li>R1: no segment that is dropped on the registry's leave was the last one in the system;
 *   <li>R2: once it is calm, the registry shows just what the stations hold, and no leave is left over;
 *   <li>R3: and nothing waits to be reported.
 * </ul>
 */
final class RegistryWorld {
    static final long SECOND = 1_000_000_000L;
    private static final long LIFE_NS = 60 * SECOND;
    private static final long CALM_NS = 40 * SECOND;
    private static final int TRACED = 400;

    private record Event(long atNs, long order, Runnable code) {}

    /** What must hold does not. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String text) {
            super(text);
        }
    }

    final Random random;
    final List<SimStation> stations = new ArrayList<>();
    /** Segments that went with a disk: {@code program#segment}. */
    final Set<String> lostWithDisks = new HashSet<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNs).thenComparingLong(Event::order));
    private final MemoryStore store = new MemoryStore(this);
    private final Registry registry = new Registry(store, Duration.ofSeconds(3));
    private final Deque<String> trace = new ArrayDeque<>();
    private long nowNs = SECOND;
    private long order;
    private boolean registryUp = true;
    private int registryLife;
    int drops;

    RegistryWorld(long seed) {
        this.random = new Random(seed);
        int count = 2 + random.nextInt(3);
        for (int n = 0; n < count; n++) {
            stations.add(new SimStation(this, "station-" + n));
        }
    }

    /** What broke; empty when nothing did. */
    Optional<String> run() {
        try {
            stations.forEach(SimStation::begin);
            after(random.nextInt(10) * SECOND, this::crashRegistry);
            while (nowNs < LIFE_NS + CALM_NS) {
                Event event = events.remove();
                nowNs = event.atNs();
                event.code().run();
            }
            checkCalm();
            return Optional.empty();
        } catch (Broken e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    long nowNs() {
        return nowNs;
    }

    /** Nothing goes wrong, and nothing is copied or dropped any more. */
    boolean isCalm() {
        return nowNs >= LIFE_NS;
    }

    /** Whether something that may go wrong does. */
    boolean mishap(double share) {
        return !isCalm() && random.nextDouble() < share;
    }

    void after(long ns, Runnable code) {
        events.add(new Event(nowNs + ns, order++, code));
    }

    void trace(String text) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.add(String.format("%9.3f s  %s", nowNs / 1e9, text));
    }

    String traced() {
        return String.join("\n", trace);
    }

    // ---- The network -------------------------------------------------------------------------------------------

    /** Lost, doubled, late: each message for itself. */
    private void carry(Runnable arrives) {
        if (mishap(0.05)) {
            return;
        }
        for (int copies = mishap(0.05) ? 2 : 1; copies > 0; copies--) {
            long late = mishap(0.03) ? random.nextInt(5_000) : random.nextInt(20);
            after(late * 1_000_000L, arrives);
        }
    }

    void report(StationReport report, Consumer<ReportReply> answer) {
        carry(() -> atRegistry(() -> {
            ReportReply reply = registry.report(report);
            trace("registry: " + report + " -> " + reply.outcome() + " " + reply.granted());
            carry(() -> answer.accept(reply));
        }));
    }

    void alive(String station, Term term, Consumer<Welcome> answer) {
        carry(() -> atRegistry(() -> {
            try {
                Welcome welcome = registry.alive(station, term);
                carry(() -> answer.accept(welcome));
            } catch (StoreException e) {
                // No answer.
            }
        }));
    }

    private void atRegistry(Runnable code) {
        if (!registryUp) {
            return;
        }
        int life = registryLife;
        code.run();
        // It may have died of it: the answer is lost then, since carry() has only put it on its way.
        if (mishap(0.001) && life == registryLife) {
            crashRegistry();
        }
    }

    private void crashRegistry() {
        if (isCalm() || !registryUp) {
            return;
        }
        trace("registry crashes");
        registryUp = false;
        registryLife++;
        store.crash();
        after(random.nextInt(4_000) * 1_000_000L, () -> {
            trace("registry is back");
            registryUp = true;
            if (random.nextInt(3) == 0) {
                registry.check().stations().stream()
                        .map(station -> station.row().name())
                        .filter(name -> random.nextBoolean())
                        .forEach(this::askForPicture);
            }
        });
        after((5 + random.nextInt(20)) * SECOND, this::crashRegistry);
    }

    private void askForPicture(String station) {
        try {
            registry.askForPicture(station);
        } catch (StoreException e) {
            // Not this time.
        }
    }

    // ---- What must hold ----------------------------------------------------------------------------------------

    void dropping(SimStation station, String program, int segment) {
        drops++;
        boolean another = stations.stream().anyMatch(other -> other != station && other.holds(program, segment));
        if (!another && !lostWithDisks.contains(program + "#" + segment)) {
            throw new Broken("R1: " + station.name + " drops the last copy of " + program + " " + segment);
        }
    }

    private void checkCalm() {
        for (SimStation station : stations) {
            TreeMap<String, SegmentRanges> shown = new TreeMap<>();
            for (HoldingRow row : store.read(rows -> rows.holdingsOf(station.name, "", ""))) {
                shown.put(row.program(), row.held());
                if (!row.leaving().isEmpty()) {
                    throw new Broken("R2: leave is left over: " + row);
                }
            }
            if (!shown.equals(station.held())) {
                throw new Broken("R2: " + station.name + " holds " + station.held() + ", the registry shows " + shown);
            }
            StationRow row = store.read(rows -> rows.station(station.name)).orElseThrow();
            if (row.standing() != Standing.WHOLE || !store.read(rows -> rows.isAlive(station.name))) {
                throw new Broken("R2: in calm " + row + " is not whole, or silent");
            }
            if (station.waiting() > 0) {
                throw new Broken("R3: " + station.name + " has " + station.waiting() + " reports left");
            }
        }
    }
}
