package io.mediachassis.sim.election;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A TCP connection: in order and whole in each direction, or gone. Messages wait while the path is cut, and come late
 * when it heals before either side has given up.
 */
final class SimLink {
    private final ChassisWorld world;
    private final SimNode[] ends;
    private final int[] lives;
    private final boolean[] open = {true, false};
    private final long[] lastDelivery = new long[2];
    private final Deque<Runnable>[] held;
    final long[] heardNs = new long[2];

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
    SimLink(ChassisWorld world, SimNode dialer, SimNode target) {
        this.world = world;
        this.ends = new SimNode[] {dialer, target};
        this.lives = new int[] {dialer.life(), target.life()};
        this.held = new Deque[] {new ArrayDeque<>(2), new ArrayDeque<>(2)};
        heardNs[0] = dialer.now();
        heardNs[1] = target.now();
    }

    SimNode peerOf(SimNode node) {
        return ends[1 - end(node)];
    }

    boolean openAt(SimNode node) {
        int end = end(node);
        return open[end] && ends[end].lives(lives[end]);
    }

    /** The other side learns of the link by the first message. */
    void establish() {
        transmit(0, () -> {
            open[1] = true;
            heardNs[1] = ends[1].now();
            ends[1].linkUp(this);
        });
        ends[0].linkUp(this);
    }

    /** Sends a message: code for the other side. */
    void send(SimNode from, Runnable message) {
        int end = end(from);
        if (openAt(from)) {
            transmit(end, () -> {
                if (open[1 - end]) {
                    heardNs[1 - end] = ends[1 - end].now();
                    message.run();
                }
            });
        }
    }

    /** This side heard nothing for 1 s: it gives up what hangs on the link, says so, and closes. */
    void dropIfSilent(SimNode node) {
        int end = end(node);
        if (open[end] && node.now() - heardNs[end] > 1_000_000_000L) {
            if (world.tracing) {
                world.trace(node.name() + " drops its silent link to " + peerOf(node).name());
            }
            open[end] = false;
            node.linkDown(this, false);
            transmit(end, () -> closedAt(1 - end, false));
        }
    }

    /** This side has a newer link. */
    void replacedAt(SimNode node) {
        open[end(node)] = false;
    }

    /** The process at this end is no more; its system closes the connection, if there is one to do it. */
    void processEnded(SimNode node, boolean silent) {
        int end = end(node);
        boolean was = open[end];
        open[end] = false;
        if (was && !silent) {
            transmit(end, () -> closedAt(1 - end, true));
        }
    }

    /** The board started anew: its system resets a connection that it does not know. */
    void resetFrom(SimNode node) {
        int end = end(node);
        if (open[1 - end]) {
            transmit(end, () -> closedAt(1 - end, true));
        }
    }

    boolean endsAt(SimNode node) {
        return ends[0] == node || ends[1] == node;
    }

    boolean gone() {
        return !open[0] && !open[1] && held[0].isEmpty() && held[1].isEmpty();
    }

    /** The path from this end works again. */
    void healed(int fromIndex) {
        int end = ends[0].index == fromIndex ? 0 : 1;
        long after = world.now + world.random.nextInt(200_000) * 1000L;
        while (!held[end].isEmpty()) {
            deliver(end, held[end].remove(), after);
        }
    }

    boolean joins(int from, int to) {
        return (ends[0].index == from && ends[1].index == to) || (ends[1].index == from && ends[0].index == to);
    }

    private void closedAt(int end, boolean byPeer) {
        if (open[end]) {
            open[end] = false;
            if (world.tracing) {
                world.trace(ends[end].name() + " sees its link to " + ends[1 - end].name()
                        + (byPeer ? " closed" : " dropped"));
            }
            ends[end].linkDown(this, byPeer);
        }
    }

    private void transmit(int end, Runnable message) {
        if (world.network.isCut(ends[end].index, ends[1 - end].index) || !held[end].isEmpty()) {
            held[end].add(message);
        } else {
            deliver(end, message, world.network.arrival(ends[end].index, ends[1 - end].index));
        }
    }

    private void deliver(int end, Runnable message, long time) {
        long when = Math.max(lastDelivery[end], time);
        lastDelivery[end] = when;
        SimNode to = ends[1 - end];
        int inLife = lives[1 - end];
        world.at(when, () -> to.run(inLife, message));
    }

    private int end(SimNode node) {
        return ends[0] == node ? 0 : 1;
    }
}
