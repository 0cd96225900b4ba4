package io.mediachassis.sim.election;

import java.util.ArrayList;
import java.util.List;

/** The backplane: which way messages pass, how long they take, and the links that stand. */
public final class SimNetwork {
    private static final long US = 1000L;

    private final ChassisWorld world;
    private final boolean[][] cut;
    private final long[][] stalledUntil;
    private final List<SimLink> links = new ArrayList<>();

    SimNetwork(ChassisWorld world, int nodes) {
        this.world = world;
        this.cut = new boolean[nodes][nodes];
        this.stalledUntil = new long[nodes][nodes];
    }

    /** Whether nothing passes this way. Nodes by {@link SimNode#index}. */
    public boolean isCut(int from, int to) {
        return cut[from][to];
    }

    /** Nothing passes this way any more. */
    public void cut(int from, int to) {
        cut[from][to] = true;
    }

    /** This way is as it should be. */
    public void heal(int from, int to) {
        if (cut[from][to]) {
            cut[from][to] = false;
            for (int i = 0; i < links.size(); i++) {
                if (links.get(i).joins(from, to)) {
                    links.get(i).healed(from);
                }
            }
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

    /** One agent asks another; a message that a cut holds is lost or comes late. */
    void betweenAgents(SimNode from, SimNode to, Runnable message) {
        int inLife = to.life();
        long when = arrival(from.index, to.index);
        if (cut[from.index][to.index]) {
            if (world.random.nextBoolean()) {
                return;
            }
            when += world.random.nextInt(3000) * 1000L * US;
        }
        world.at(when, () -> to.run(inLife, message));
    }

    /** Dials; a link stands a moment later when both sides can be reached. */
    void dial(SimNode from, SimNode to, Runnable done) {
        int inLife = from.life();
        world.at(world.now + (2000 + world.random.nextInt(48_000)) * US, () -> {
            if (from.lives(inLife)) {
                done.run();
                if (from.runs() && to.runs() && !cut[from.index][to.index] && !cut[to.index][from.index]) {
                    links.removeIf(SimLink::gone);
                    SimLink link = new SimLink(world, from, to);
                    links.add(link);
                    link.establish();
                }
            }
        });
    }

    void processEnded(SimNode node, boolean silent) {
        for (int i = 0; i < links.size(); i++) {
            SimLink link = links.get(i);
            if (link.endsAt(node)) {
                link.processEnded(node, silent);
            }
        }
    }

    /** After a loss of power the system that comes up resets the connections of its earlier life. */
    void boardStarted(SimNode node) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).endsAt(node)) {
                links.get(i).resetFrom(node);
            }
        }
    }
}
