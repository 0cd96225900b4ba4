package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.KickWatchdog;
import io.mediachassis.sim.election.AgentNode;

/**
 * A blade's board: it starts its agent when it has power, and the agent kicks the watchdog, tells the controllers of
 * itself and works, which makes the board warm.
 */
final class BladeBoard {
    private static final long MS = 1_000_000L;
    private static final int WATCHDOG_MS = 2000;
    private static final int STREAMS = 8;
    /** An agent that is not told any more takes up its work again. */
    private static final long DRAIN_FORGOTTEN_NS = 6_000 * MS;
    private static final long THROTTLE_FORGOTTEN_NS = 10_000 * MS;
    private static final long STEP_NS = 500 * MS;

    private final UnitWorld world;
    private final AgentNode agent;
    private final UnitLine privateLine;
    private boolean powered;
    private int powerTurns;
    private boolean draining;
    private long drainToldNs;
    private int throttle = 100;
    private long throttleToldNs;
    private double wanted;
    private double busy;
    private int streams;

    BladeBoard(UnitWorld world, AgentNode agent, UnitLine privateLine, double wanted) {
        this.world = world;
        this.agent = agent;
        this.privateLine = privateLine;
        this.wanted = wanted;
    }

    boolean powered() {
        return powered;
    }

    /** How much of its capacity it may use, percent. */
    int throttle() {
        return throttle;
    }

    boolean draining() {
        return draining;
    }

    /** How busy consoles want it, 0..1. */
    double wanted() {
        return wanted;
    }

    void want(double share) {
        wanted = share;
    }

    // ---- power -------------------------------------------------------------------------------------------------

    void powerOn() {
        powered = true;
        int turn = ++powerTurns;
        world.at(world.now() + (800 + world.random().nextInt(700)) * MS, () -> {
            if (turn == powerTurns) {
                agent.start();
            }
        });
    }

    void powerOff() {
        powered = false;
        powerTurns++;
        agent.end(true);
        busy = 0;
        streams = 0;
    }

    /** Its supervisor starts its agent again, where there is power. */
    void restart() {
        if (powered) {
            agent.start();
        }
    }

    // ---- the agent ---------------------------------------------------------------------------------------------

    /** A new process. */
    void started() {
        draining = false;
        throttle = 100;
        streams = STREAMS;
        kick();
        work();
    }

    private void kick() {
        var unused = privateLine.request(0, 0, DeviceRequest.newBuilder()
                .setKickWatchdog(KickWatchdog.newBuilder().setTimeoutMs(WATCHDOG_MS))
                .build());
        agent.after(WATCHDOG_MS / 4 * MS, this::kick);
    }

    void onDrain(boolean out) {
        draining = out;
        drainToldNs = agent.now();
    }

    void onThrottle(int percent) {
        throttle = percent;
        throttleToldNs = agent.now();
    }

    private void work() {
        draining &= agent.now() - drainToldNs < DRAIN_FORGOTTEN_NS;
        throttle = agent.now() - throttleToldNs < THROTTLE_FORGOTTEN_NS ? throttle : 100;
        streams = draining ? Math.max(0, streams - 1) : STREAMS;
        // New work comes quickly; what runs goes on, and ends one by one.
        double most = draining ? 0 : Math.min(wanted, throttle / 100.0);
        busy = busy < most ? Math.min(most, busy + 0.1) : busy + (most - busy) * (draining ? 0.2 : 1 / 60.0);
        world.hardware().hands().load(agent.slot(), busy);
        int percent = throttle;
        DrainReport report = draining ? DrainReport.newBuilder().setStreams(streams).build() : null;
        agent.tellControllers(controller -> world.duties(controller.number()).onStatus(agent.slot(), percent, report));
        agent.after(STEP_NS, this::work);
    }
}
