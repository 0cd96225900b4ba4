package io.mediachassis.sim.election;

import io.mediachassis.controller.election.DirectorElection;

/**
 * The active controller's side of the serial line to the CBCs: polls and power orders, each tried three times. A frame
 * can be lost on its way there or back, and a controller that is stopped between its decision and the write sends late.
 */
final class ManagementBus implements ActiveDuties {
    private static final long MS = 1_000_000L;
    private static final int TRIES = 3;
    private static final long TRY_NS = 50 * MS;
    /** A blade without power that nobody fenced in this epoch: an earlier controller did, and did not live to undo it. */
    private static final int LOW_POLLS_BEFORE_ON = 20;

    private final ElectionWorld world;
    private final ControllerNode controller;
    private final boolean[] asking;
    private final int[] resetsSeen;
    private final int[] lowPolls;
    private long sequence;

    ManagementBus(ElectionWorld world, ControllerNode controller) {
        this.world = world;
        this.controller = controller;
        this.asking = new boolean[world.blades + 1];
        this.resetsSeen = new int[world.blades + 1];
        this.lowPolls = new int[world.blades + 1];
    }

    @Override
    public void begin() {
        java.util.Arrays.fill(asking, false);
        java.util.Arrays.fill(lowPolls, 0);
        java.util.Arrays.fill(resetsSeen, 0);
    }

    @Override
    public void beat() {
        for (int slot = 1; slot < asking.length; slot++) {
            suspect(slot);
        }
    }

    @Override
    public void suspect(int slot) {
        if (!asking[slot]) {
            asking[slot] = true;
            ask(slot, controller.epoch(), 1);
        }
    }

    private void ask(int slot, long epoch, int attempt) {
        if (!current(epoch)) {
            return;
        }
        SimCbc cbc = world.cbcs[slot - 1];
        long mine = ++sequence;
        int acknowledged = resetsSeen[slot];
        int life = controller.life();
        boolean answered = !cbc.dead && !world.frameLost() && !world.frameLost();
        if (!answered) {
            controller.after(TRY_NS, () -> unanswered(slot, epoch, attempt));
            return;
        }
        world.at(world.now + world.frameDelay(), () -> {
            if (!cbc.present || cbc.dead || !cbc.admits(epoch, mine)) {
                controller.run(life, () -> unanswered(slot, epoch, attempt));
                return;
            }
            cbc.acknowledge(acknowledged);
            boolean low = !cbc.powered();
            int resets = cbc.newestEvent();
            world.at(world.now + 2 * MS, () -> controller.run(life, () -> answered(slot, epoch, low, resets)));
        });
    }

    private void unanswered(int slot, long epoch, int attempt) {
        DirectorElection election = controller.election();
        if (attempt < TRIES) {
            ask(slot, epoch, attempt + 1);
        } else if (current(epoch) && election != null) {
            asking[slot] = false;
            controller.perform(election.onCbcReachable(slot, false, controller.now()));
        }
    }

    private void answered(int slot, long epoch, boolean low, int resets) {
        DirectorElection election = controller.election();
        if (!current(epoch) || election == null) {
            return;
        }
        asking[slot] = false;
        controller.perform(election.onCbcReachable(slot, true, controller.now()));
        if (resets > resetsSeen[slot]) {
            resetsSeen[slot] = resets;
            controller.perform(election.onWatchdogExpired(slot, controller.now()));
        }
        if (low) {
            controller.perform(election.onPowerLow(slot, controller.now()));
            if (++lowPolls[slot] >= LOW_POLLS_BEFORE_ON && !election.isFenced(slot)) {
                lowPolls[slot] = 0;
                power(slot, true);
            }
        } else {
            lowPolls[slot] = 0;
        }
    }

    @Override
    public void fence(int slot) {
        power(slot, false);
    }

    @Override
    public void release(int slot) {
        power(slot, true);
    }

    private void power(int slot, boolean on) {
        power(slot, on, controller.epoch(), 1);
    }

    private void power(int slot, boolean on, long epoch, int attempt) {
        if (!current(epoch) || !controller.mayOrder()) {
            return;
        }
        SimCbc cbc = world.cbcs[slot - 1];
        long mine = ++sequence;
        boolean lost = world.frameLost();
        boolean answerLost = world.frameLost();
        if (!lost) {
            world.at(world.now + world.frameDelay(), () -> {
                if (cbc.present && !cbc.dead && cbc.admits(epoch, mine)) {
                    if (world.tracing) {
                        world.trace("CBC of blade " + slot + " obeys power " + (on ? "on" : "off"));
                    }
                    if (on) {
                        cbc.powerOn();
                    } else {
                        cbc.powerOff();
                    }
                }
            });
        }
        if ((lost || answerLost || cbc.dead) && attempt < TRIES) {
            controller.after(TRY_NS, () -> power(slot, on, epoch, attempt + 1));
        }
    }

    private boolean current(long epoch) {
        return controller.election() != null && controller.epoch() == epoch;
    }
}
