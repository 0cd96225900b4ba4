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

/**
 * A chassis with two controllers and some blades in a time of its own: their roles and elections, the network between
 * them, and what happens next. What the hardware is, who makes it fail and what has to hold besides is for a world of
 * this kind to say.
 */
public abstract class ChassisWorld {
    private static final int TRACED = 80;

    final SplittableRandom random;
    final Guards guards;
    final boolean tracing;
    final int blades;
    final SimNetwork network;
    final ControllerNode[] controllers;
    final AgentNode[] agents;
    final Invariants invariants;
    long now;

    private final EventQueue queue = new EventQueue();
    private final Deque<String> trace = new ArrayDeque<>();
    private final Map<Integer, Set<Integer>> sets = new HashMap<>();

    /** Nobody is in it before {@link #populate}. */
    protected ChassisWorld(SplittableRandom random, Guards guards, boolean tracing, int blades) {
        this.random = random;
        this.guards = guards;
        this.tracing = tracing;
        this.blades = blades;
        this.network = new SimNetwork(this, blades + 2);
        this.invariants = new Invariants(this, blades);
        this.agents = new AgentNode[blades];
        this.controllers = new ControllerNode[2];
    }

    /** Blades and controllers are made, which reach their hardware by what this world gives them. */
    protected final void populate() {
        for (int i = 0; i < blades; i++) {
            agents[i] = new AgentNode(this, i + 1);
        }
        controllers[0] = new ControllerNode(this, 1);
        controllers[1] = new ControllerNode(this, 2);
    }

    // ---- what each world has of its own --------------------------------------------------------------------------

    /** What the controller does beside its election while it is active. Called once, when it is made. */
    protected abstract ActiveDuties duties(ControllerNode controller);

    /** The controller's own line to the arbiter. Called once, when it is made. */
    protected abstract ArbiterPath arbiterPath(ControllerNode controller);

    /** How late a timer is. */
    protected long lateness() {
        return 0;
    }

    /** How long a blade's disk takes to keep its term. */
    protected long diskDelay() {
        return 2_000_000L;
    }

    /** A blade's process has begun. */
    protected void agentStarted(AgentNode agent) {}

    /** A blade's process has ended; silently: with its board. */
    protected void agentEnded(AgentNode agent, boolean silent) {}

    // ---- time ----------------------------------------------------------------------------------------------------

    /** The world's true time, nanoseconds. */
    public final long now() {
        return now;
    }

    /** Something happens at that time, or at once when it is over. */
    public final void at(long time, Runnable event) {
        queue.add(Math.max(now, time), event);
    }

    /** The next event; false: there is none before that time, and nothing happens. */
    protected final boolean next(long beforeNs) {
        if (queue.isEmpty() || queue.nextTime() >= beforeNs) {
            return false;
        }
        now = queue.nextTime();
        queue.poll().run();
        return true;
    }

    /** When the next event is; never: Long.MAX_VALUE. */
    protected final long nextTime() {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.nextTime();
    }

    /** The luck of this run. */
    public final SplittableRandom random() {
        return random;
    }

    // ---- parts ---------------------------------------------------------------------------------------------------

    /** Number of slots with an agent. */
    public final int blades() {
        return blades;
    }

    /** The agent of the blade in a slot, from 1. */
    public final AgentNode agent(int slot) {
        return agents[slot - 1];
    }

    /** Controller 1 or 2. */
    public final ControllerNode controller(int number) {
        return controllers[number - 1];
    }

    /** The backplane's Ethernet. */
    public final SimNetwork network() {
        return network;
    }

    /** What must hold of the election. */
    public final Invariants invariants() {
        return invariants;
    }

    /** Controllers first, then blades. */
    public final List<SimNode> nodes() {
        List<SimNode> all = new ArrayList<>(List.of(controllers));
        all.addAll(List.of(agents));
        return all;
    }

    /** Who answers as director now. */
    public final @Nullable AgentNode acting() {
        for (AgentNode agent : agents) {
            if (agent.acts()) {
                return agent;
            }
        }
        return null;
    }

    /** Who may give orders now. */
    public final @Nullable ControllerNode activeController() {
        return controllers[0].mayAct() ? controllers[0] : controllers[1].mayAct() ? controllers[1] : null;
    }

    final Set<Integer> slots(int mask) {
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

    // ---- trace ---------------------------------------------------------------------------------------------------

    /** For people. */
    public void trace(String text) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.add(String.format("%9.3f %s", now / 1e6, text));
    }

    final String traced() {
        return String.join("\n", trace);
    }
}
