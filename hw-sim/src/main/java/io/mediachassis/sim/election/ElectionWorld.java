package io.mediachassis.sim.election;

import io.mediachassis.sim.event.EventQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run: a chassis with two controllers and some blades, its true time, its luck and its faults. */
final class ElectionWorld {
    private static final long MS = 1_000_000L;
    static final long HEAL_NS = 23_000 * MS;
    private static final long SETTLED_NS = HEAL_NS + 8000 * MS;
    private static final long END_NS = SETTLED_NS + 3000 * MS;
    private static final int TRACED = 80;

    final SplittableRandom random;
    final Guards guards;
    final boolean tracing;
    final int blades;
    final SimNetwork network;
    final SimArbiter arbiter;
    final ArbiterLines arbiterLines;
    final ControllerNode[] controllers;
    final AgentNode[] agents;
    final SimCbc[] cbcs;
    final Invariants invariants;
    long now;

    private final EventQueue queue = new EventQueue();
    private final Deque<String> trace = new ArrayDeque<>();
    private final Map<Integer, Set<Integer>> sets = new HashMap<>();
    /** Percent of serial frames lost, and of local work that comes late, in this run. */
    private final int frameLoss;

    private final int late;
    private boolean healed;
    long events;

    ElectionWorld(long seed, Guards guards, boolean tracing) {
        this.random = new SplittableRandom(seed);
        this.guards = guards;
        this.tracing = tracing;
        int dice = random.nextInt(10);
        this.blades = dice < 9 ? 2 + random.nextInt(4) : 6 + random.nextInt(3);
        this.frameLoss = random.nextInt(3) * 3;
        this.late = random.nextInt(3);
        this.network = new SimNetwork(this, blades + 2);
        this.invariants = new Invariants(this, blades);
        this.arbiter = new SimArbiter(this);
        this.arbiterLines = new ArbiterLines(this);
        this.agents = new AgentNode[blades];
        this.cbcs = new SimCbc[blades];
        for (int i = 0; i < blades; i++) {
            agents[i] = new AgentNode(this, i + 1);
            cbcs[i] = new SimCbc(this, agents[i]);
        }
        this.controllers = new ControllerNode[] {new ControllerNode(this, 1), new ControllerNode(this, 2)};
    }

    void run() {
        for (SimNode node : nodes()) {
            at(random.nextInt(500) * MS, node::start);
        }
        new FaultPlan(this).plan();
        for (long t = SETTLED_NS; t < END_NS; t += 100 * MS) {
            at(t, invariants::settled);
        }
        while (!queue.isEmpty() && queue.nextTime() < END_NS) {
            now = queue.nextTime();
            queue.poll().run();
            events++;
        }
    }

    void at(long time, Runnable event) {
        queue.add(Math.max(now, time), event);
    }

    // ---- luck ------------------------------------------------------------------------------------------------------

    /** How late a timer is: mostly little. */
    long lateness() {
        int chance = random.nextInt(1000);
        if (chance < 8 * late) {
            return random.nextInt(90) * MS;
        }
        return (chance & 3) * MS / 2;
    }

    long diskDelay() {
        int chance = random.nextInt(100);
        return (chance < 90 || healed ? 1 + chance / 10 : chance < 99 ? 50 : 300) * MS;
    }

    boolean frameLost() {
        return random.nextInt(100) < frameLoss;
    }

    /** A frame's way; a process that is stopped between its decision and the write sends late. */
    long frameDelay() {
        if (!healed && random.nextInt(300) == 0) {
            long lateBy = random.nextInt(1200) * MS;
            invariants.touch(0, now + lateBy);
            return lateBy;
        }
        return (1 + random.nextInt(5)) * MS;
    }

    // ---- parts -----------------------------------------------------------------------------------------------------

    List<SimNode> nodes() {
        List<SimNode> all = new ArrayList<>(List.of(controllers));
        all.addAll(List.of(agents));
        return all;
    }

    @Nullable AgentNode acting() {
        for (AgentNode agent : agents) {
            if (agent.acts()) {
                return agent;
            }
        }
        return null;
    }

    @Nullable ControllerNode activeController() {
        return controllers[0].mayAct() ? controllers[0] : controllers[1].mayAct() ? controllers[1] : null;
    }

    int presentMask() {
        int mask = 0;
        for (int i = 0; i < blades; i++) {
            if (cbcs[i].present) {
                mask |= 1 << (i + 1);
            }
        }
        return mask;
    }

    Set<Integer> slots(int mask) {
        Set<Integer> known = sets.get(mask);
        if (known == null) {
            Set<Integer> slots = new TreeSet<>();
            for (int slot = 1; slot <= blades; slot++) {
                if ((mask & 1 << slot) != 0) {
                    slots.add(slot);
                }
            }
            known = Set.copyOf(slots);
            sets.put(mask, known);
        }
        return known;
    }

    // ---- mending ---------------------------------------------------------------------------------------------------

    /** Supervisors start what has ended, where there is power. */
    void restart() {
        for (ControllerNode controller : controllers) {
            controller.start(); // of its own supply, which nobody switches
        }
        for (int i = 0; i < blades; i++) {
            if (!agents[i].endedSilently()) {
                agents[i].start();
            }
        }
    }

    void healAll() {
        healed = true;
        if (tracing) {
            trace("ALL HEALED");
        }
        for (int i = 0; i < blades; i++) {
            invariants.touch(i + 1, now + 8000 * MS);
            cbcs[i].dead = false;
            if (!cbcs[i].present) {
                cbcs[i].insert();
            }
        }
        for (SimNode one : nodes()) {
            one.goOn();
            for (SimNode two : nodes()) {
                if (one != two) {
                    network.heal(one.index, two.index);
                }
            }
        }
        arbiterLines.heal();
        restart();
    }

    // ---- trace -----------------------------------------------------------------------------------------------------

    void trace(String text) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.add(String.format("%9.3f %s", now / 1e6, text));
    }

    String traced() {
        return String.join("\n", trace);
    }
}
