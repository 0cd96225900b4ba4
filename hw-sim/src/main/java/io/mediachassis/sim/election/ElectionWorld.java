package io.mediachassis.sim.election;

import java.util.SplittableRandom;

/** One run: a chassis with two controllers and some blades, its true time, its luck and its faults. */
final class ElectionWorld extends ChassisWorld {
    private static final long MS = 1_000_000L;
    static final long HEAL_NS = 23_000 * MS;
    private static final long SETTLED_NS = HEAL_NS + 8000 * MS;
    private static final long END_NS = SETTLED_NS + 3000 * MS;

    final SimArbiter arbiter;
    final ArbiterLines arbiterLines;
    final SimCbc[] cbcs;

    /** Percent of serial frames lost, and of local work that comes late, in this run. */
    private final int frameLoss;

    private final int late;
    private boolean healed;
    long events;

    ElectionWorld(long seed, Guards guards, boolean tracing) {
        this(new SplittableRandom(seed), guards, tracing);
    }

    private ElectionWorld(SplittableRandom random, Guards guards, boolean tracing) {
        super(random, guards, tracing, someBlades(random));
        this.frameLoss = random.nextInt(3) * 3;
        this.late = random.nextInt(3);
        this.arbiter = new SimArbiter(this);
        this.arbiterLines = new ArbiterLines(this);
        this.cbcs = new SimCbc[blades];
        populate();
        for (int i = 0; i < blades; i++) {
            cbcs[i] = new SimCbc(this, agents[i]);
        }
    }

    private static int someBlades(SplittableRandom random) {
        return random.nextInt(10) < 9 ? 2 + random.nextInt(4) : 6 + random.nextInt(3);
    }

    void run() {
        for (SimNode node : nodes()) {
            at(random.nextInt(500) * MS, node::start);
        }
        new FaultPlan(this).plan();
        for (long t = SETTLED_NS; t < END_NS; t += 100 * MS) {
            at(t, invariants::settled);
        }
        while (next(END_NS)) {
            events++;
        }
    }

    @Override
    protected ActiveDuties duties(ControllerNode controller) {
        return new ManagementBus(this, controller);
    }

    @Override
    protected ArbiterPath arbiterPath(ControllerNode controller) {
        return new ElectionArbiter(this, controller);
    }

    // ---- luck ------------------------------------------------------------------------------------------------------

    /** How late a timer is: mostly little. */
    @Override
    protected long lateness() {
        int chance = random.nextInt(1000);
        if (chance < 8 * late) {
            return random.nextInt(90) * MS;
        }
        return (chance & 3) * MS / 2;
    }

    @Override
    protected long diskDelay() {
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

    int presentMask() {
        int mask = 0;
        for (int i = 0; i < blades; i++) {
            if (cbcs[i].present) {
                mask |= 1 << (i + 1);
            }
        }
        return mask;
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
}
