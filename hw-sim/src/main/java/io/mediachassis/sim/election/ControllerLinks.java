package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A controller's links, to the blades and to the other controller, and what each blade said last over its own. */
final class ControllerLinks {
    /** What a blade's last heartbeat said: a new reign begins with it, if it is fresh. */
    record Report(boolean director, boolean caretaker, Term highest, long sentNs, long heardNs) {}

    /** What is said to an agent. */
    interface Order {
        void reach(AgentNode agent, SimLink link);
    }

    private final ChassisWorld world;
    private final ControllerNode controller;
    private final @Nullable SimLink[] links;
    private final @Nullable Report[] reports;
    private @Nullable SimLink peer;
    private boolean dialing;

    ControllerLinks(ChassisWorld world, ControllerNode controller) {
        this.world = world;
        this.controller = controller;
        this.links = new SimLink[world.blades + 1];
        this.reports = new Report[world.blades + 1];
    }

    /** The process starts: it has none. */
    void boot() {
        Arrays.fill(links, null);
        Arrays.fill(reports, null);
        peer = null;
        dialing = false;
    }

    /** The process was stopped and goes on: what came meanwhile waits unread, so nobody was silent. */
    void continued(long nowNs) {
        for (SimLink link : links) {
            if (link != null) {
                link.heardNs[1] = nowNs;
            }
        }
        if (peer != null) {
            peer.heardNs[controller.number == 2 ? 0 : 1] = nowNs;
        }
    }

    /** Beats on every link, drops those that are silent, and dials the other controller where that is its part. */
    void heartbeat(boolean active) {
        for (int slot = 1; slot < links.length; slot++) {
            SimLink link = links[slot];
            if (link != null) {
                AgentNode agent = world.agents[slot - 1];
                link.send(controller, () -> agent.onControllerHeartbeat(controller.index, active));
                link.dropIfSilent(controller);
            }
        }
        ControllerNode other = world.controllers[2 - controller.number];
        SimLink link = peer;
        if (link != null) {
            link.send(controller, () -> { });
            link.dropIfSilent(controller);
        } else if (controller.number == 2 && !dialing && other.alive()) {
            dialing = true;
            world.network.dial(controller, other, () -> dialing = false);
        }
    }

    void up(int slot, SimLink link) {
        SimLink old = links[slot];
        if (old != null) {
            old.replacedAt(controller);
        }
        links[slot] = link;
        reports[slot] = null;
    }

    /** A link of the slot ended; false: another one has replaced it. */
    boolean down(int slot, SimLink link) {
        if (links[slot] != link) {
            return false;
        }
        links[slot] = null;
        return true;
    }

    void peerUp(SimLink link) {
        if (peer != null) {
            peer.replacedAt(controller);
        }
        peer = link;
    }

    /** As {@link #down}, of the other controller. */
    boolean peerDown(SimLink link) {
        if (peer != link) {
            return false;
        }
        peer = null;
        return true;
    }

    boolean isUp(int slot) {
        return links[slot] != null;
    }

    boolean peerIsUp() {
        return peer != null;
    }

    void heard(int slot, Report report) {
        reports[slot] = report;
    }

    /** Of the link that is up, or was last. */
    @Nullable Report report(int slot) {
        return reports[slot];
    }

    void toAgent(int slot, Order order) {
        SimLink link = links[slot];
        if (link != null) {
            AgentNode agent = world.agents[slot - 1];
            link.send(controller, () -> order.reach(agent, link));
        }
    }

    void toPeer(Consumer<ControllerNode> message) {
        SimLink link = peer;
        if (link != null) {
            ControllerNode other = world.controllers[2 - controller.number];
            link.send(controller, () -> message.accept(other));
        }
    }

    void toAgents(Order order) {
        for (int slot = 1; slot < links.length; slot++) {
            toAgent(slot, order);
        }
    }
}
