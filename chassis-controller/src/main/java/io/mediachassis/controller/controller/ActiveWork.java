package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Drain;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Throttle;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.BusAddress;
import io.mediachassis.controller.hardware.EnrolmentTokens;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.controller.hardware.ManagementBus;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.controller.unit.BladeProblems;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What this controller does while it is active, from one claim of the arbiter to its loss: the hardware on the bus and
 * the election, which feed one another. Control loop.
 */
final class ActiveWork implements ElectionKeeper.Hands {
    /** What it needs of the rest of the controller. */
    interface Surroundings {
        boolean mayAct();

        void log(NewEvent event);

        void logDirectorChange(NewEvent event, Term term, int oldSlot);

        /** Does this on the control loop when what was logged so far is on disk, or could not be put there. */
        void onceLogged(Runnable then);

        void changed();

        void operatorWord(OperatorWord word);

        void coolingMemory(CoolingMemory memory);

        /** Completes when all that was logged so far, and the operator's word, is on disk; fails when that can't be. */
        CompletableFuture<Void> durable();

        void stepDown(String reason);
    }

    private static final long HAND_OVER_AGAIN_NS = 5_000_000_000L;

    private final Clock clock;
    private final Surroundings around;
    private final Boards boards;
    private final HardwareControl hardware;
    private final ManagementBus bus;
    private final ElectionKeeper election;
    private final BladeProblems problems = new BladeProblems();
    private final OperatorOrders orders;
    private long directorSinceMs;
    private long handedOverNs;

    ActiveWork(
            long epoch,
            ArbiterStatus pins,
            Boards boards,
            ManagementBus bus,
            ControlSettings settings,
            EnrolmentTokens tokens,
            OperatorWord word,
            CoolingMemory cooling,
            Counts<CoolingCounter> coolingCounts,
            Clock clock,
            Surroundings around) {
        this.clock = clock;
        this.around = around;
        this.bus = bus;
        long now = clock.nanoTime();
        this.handedOverNs = now;
        this.boards = boards;
        this.hardware = new HardwareControl(settings, pins.getSlotCount(), word, tokens, cooling, coolingCounts, now);
        this.orders = new OperatorOrders(hardware, this::carryOutNow, around::durable);
        this.election = new ElectionKeeper(
                epoch, BusAddress.slots(pins.getPresentSlots()), boards, clock, this, this::onDirector);
        carryOut(hardware.onArbiter(pins, now));
        for (Map.Entry<Integer, Blade> blade : boards.blades().entrySet()) {
            carryOut(hardware.onAgent(
                    blade.getKey(), true, blade.getValue().heartbeat.getInService(), now));
        }
        election.begin();
        bus.start(hardware, epoch);
    }

    /** The arbiter is lost: nothing leaves any more. */
    void end() {
        bus.stop();
        orders.end();
    }

    void tick() {
        election.tick();
        carryOutNow(hardware.tick(clock.nanoTime()));
    }

    void onPins(ArbiterStatus pins) {
        carryOutNow(hardware.onArbiter(pins, clock.nanoTime()));
    }

    void onBladeUp(int slot, Link link) {
        election.onBladeUp(slot, link);
        carryOut(hardware.onAgent(slot, true, false, clock.nanoTime()));
    }

    void onBladeDown(int slot, LinkDown why) {
        // The election first: it is what consoles wait for.
        election.onBladeDown(slot, why);
        problems.onGone(slot);
        carryOutNow(hardware.onAgent(slot, false, false, clock.nanoTime()));
    }

    void onStatus(int slot, AgentStatus status) {
        problems.onReport(slot, status.getProblemsList()).forEach(around::log);
        hardware.onThrottleReport(
                slot, status.hasThrottlePercent() ? status.getThrottlePercent() : 100, clock.nanoTime());
        hardware.onDrainReport(slot, status.hasDrain() ? status.getDrain() : null, clock.nanoTime());
    }

    void onHeartbeat(int slot, Blade blade) {
        election.onHeartbeat(slot, blade.heartbeat);
        carryOut(hardware.onAgent(slot, true, blade.heartbeat.getInService(), clock.nanoTime()));
    }

    /** What the bus led to. */
    void onBus(List<HardwareAction> actions) {
        carryOut(actions);
    }

    HardwareView view() {
        return hardware.view();
    }

    Term term() {
        return election.term();
    }

    int director() {
        return election.director();
    }

    long directorSinceMs() {
        return directorSinceMs;
    }

    // ---- the operator ------------------------------------------------------------------------------------------

    CompletionStage<Result> power(int slot, boolean on) {
        return orders.order(slot, () -> hardware.operatorPower(slot, on, clock.nanoTime()),
                "Blade " + slot + (on ? " is switched on in its turn" : " is switched off"));
    }

    CompletionStage<Result> out(int slot, boolean extract, boolean force) {
        return orders.order(slot, () -> hardware.operatorOut(slot, extract, force, clock.nanoTime()),
                "Blade " + slot + (force ? " is switched off" : " hands its work over and is then switched off")
                        + (extract ? "; take it out when its blue light is on" : ""));
    }

    CompletionStage<Result> reset(int slot) {
        return orders.order(slot, () -> hardware.operatorReset(slot, clock.nanoTime()), "Blade " + slot + " is reset");
    }

    CompletionStage<Result> identify(int slot, boolean on) {
        return orders.order(slot, () -> hardware.operatorIdentify(slot, on, clock.nanoTime()),
                "Blade " + slot + (on ? " shows its identify light" : " no longer shows its identify light"));
    }

    CompletionStage<Result> handOver(int slot) {
        if (election.director() == slot) {
            return CompletableFuture.completedFuture(Result.done("Blade " + slot + " is director already"));
        }
        election.handOver(slot);
        return CompletableFuture.completedFuture(
                Result.done("Blade " + slot + " is asked to become director; see the events for how it went"));
    }

    private void carryOutNow(List<HardwareAction> actions) {
        carryOut(actions);
        bus.pump();
    }

    // ---- the election's hands ----------------------------------------------------------------------------------

    @Override
    public boolean mayAct() {
        return around.mayAct();
    }

    @Override
    public void fence(int slot) {
        carryOutNow(hardware.fence(slot, clock.nanoTime()));
    }

    @Override
    public void release(int slot) {
        carryOutNow(hardware.release(slot, clock.nanoTime()));
    }

    @Override
    public void suspect(int slot) {
        hardware.suspect(slot, true);
    }

    @Override
    public void report(ElectionAction.Report report) {
        NewEvent event = switch (report.level()) {
            case INFO -> NewEvent.info(report.kind(), report.slot(), report.text());
            case WARNING -> NewEvent.warning(report.kind(), report.slot(), report.text());
            case CRITICAL -> NewEvent.critical(report.kind(), report.slot(), report.text());
        };
        if (report.kind().equals("director.changed")) {
            around.logDirectorChange(event, report.term(), report.oldSlot());
        } else {
            around.log(event);
        }
    }

    private void onDirector(ElectionKeeper now) {
        directorSinceMs = clock.now().toEpochMilli();
        hardware.onDirector(now.director(), clock.nanoTime());
        around.changed();
    }

    /** When its drain began nobody may have been fit to be director. */
    private void handOverAgain(HardwareAction.Drain drain) {
        boolean due = clock.nanoTime() - handedOverNs >= HAND_OVER_AGAIN_NS;
        if (due && drain.wanted() && election.director() == drain.slot()) {
            handedOverNs = clock.nanoTime();
            election.handOver(0);
        }
    }

    private void carryOut(List<HardwareAction> actions) {
        for (HardwareAction action : actions) {
            carryOut(action);
        }
    }

    private void carryOut(HardwareAction action) {
        if (action instanceof HardwareAction.Log log) {
            around.log(log.event());
        } else if (action instanceof HardwareAction.EventsSeen seen) {
            around.onceLogged(() -> hardware.onStored(seen));
        } else if (action instanceof HardwareAction.OrderDone done) {
            orders.onDone(done);
        } else if (action instanceof HardwareAction.OperatorWordChanged changed) {
            around.operatorWord(changed.word());
        } else if (action instanceof HardwareAction.CoolingRemembered remembered) {
            around.coolingMemory(remembered.memory());
        } else if (action instanceof HardwareAction.Throttle throttle) {
            boards.blade(throttle.slot()).ifPresent(blade -> blade.link.send(
                    Envelope.newBuilder().setThrottle(Throttle.newBuilder().setPercent(throttle.percent()))));
        } else if (action instanceof HardwareAction.StepDown down) {
            around.stepDown("a device obeys epoch " + down.highestEpoch());
        } else if (action instanceof HardwareAction.Drain drain) {
            boards.blade(drain.slot()).ifPresent(blade -> blade.link.send(
                    Envelope.newBuilder().setDrain(Drain.newBuilder().setWanted(drain.wanted()))));
            handOverAgain(drain);
        } else if (action instanceof HardwareAction.BladeState) {
            election.onHardware(action);
            around.changed();
        } else {
            election.onHardware(action);
        }
    }
}
