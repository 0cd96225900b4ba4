package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.election.DirectorElection;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.controller.hardware.ManagementBus;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.sim.election.ActiveDuties;
import io.mediachassis.sim.election.ControllerNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a controller of the unit does while it is active: the product's {@link HardwareControl} and its shell on the bus,
 * tied to the election as {@code ActiveWork} and {@code ElectionKeeper} do it in the daemon. What outlives its process
 * and is told to the other controller is here too.
 */
final class UnitDuties implements ActiveDuties {
    private static final long MS = 1_000_000L;
    private static final long HAND_OVER_AGAIN_NS = 5_000 * MS;
    /** The event log's disk. */
    private static final long STORED_NS = 5 * MS;

    private final UnitWorld world;
    private final ControllerNode controller;
    private final ControlSettings settings;
    private final ManagementBus bus;
    private ArbiterStatus pins = ArbiterStatus.getDefaultInstance();
    private OperatorWord word = OperatorWord.NONE;
    private CoolingMemory cooling = CoolingMemory.NONE;
    private @Nullable HardwareControl hardware;
    private long handedOverNs;

    UnitDuties(UnitWorld world, ControllerNode controller, UnitLine line, ControlSettings settings) {
        this.world = world;
        this.controller = controller;
        this.settings = settings;
        Clock clock = new Clock() {
            @Override
            public long nanoTime() {
                return controller.now();
            }

            @Override
            public Instant now() {
                return Instant.ofEpochSecond(1_800_000_000L).plusNanos(world.now());
            }
        };
        // Answers come in the controller's own time and life already.
        this.bus = new ManagementBus(line::request, Runnable::run, clock, this::carryOut);
    }

    /** The hardware as it knows it; null while it is not active. */
    @Nullable HardwareView view() {
        HardwareControl current = hardware;
        return current == null ? null : current.view();
    }

    // ---- its reign ---------------------------------------------------------------------------------------------

    @Override
    public void begin() {
        log(NewEvent.info("controller.active", 0, "Controller " + controller.number() + " is active"));
        handedOverNs = controller.now();
        HardwareControl fresh = new HardwareControl(
                settings, UnitShape.SLOTS, word, (party, number) -> Enrolment.getDefaultInstance(), cooling,
                new Counts<>(CoolingCounter.class), controller.now());
        hardware = fresh;
        carryOut(fresh.onArbiter(pins, controller.now()));
        bus.start(fresh, controller.epoch());
    }

    @Override
    public void end() {
        bus.stop();
        hardware = null;
        if (controller.alive()) {
            log(NewEvent.warning("controller.standby", 0, "Controller " + controller.number() + " went to standby"));
        }
    }

    @Override
    public void tick() {
        HardwareControl current = hardware;
        if (current != null) {
            carryOutNow(current.tick(controller.now()));
        }
    }

    void onPins(ArbiterStatus now) {
        pins = now;
        HardwareControl current = hardware;
        if (current != null && controller.mayAct()) {
            carryOutNow(current.onArbiter(now, controller.now()));
        }
    }

    @Override
    public void linkUp(int slot) {
        agent(slot, true, false);
    }

    @Override
    public void linkDown(int slot) {
        agent(slot, false, false);
    }

    @Override
    public void heard(int slot) {
        agent(slot, true, true);
    }

    private void agent(int slot, boolean up, boolean inService) {
        HardwareControl current = hardware;
        if (current != null) {
            carryOut(current.onAgent(slot, up, inService, controller.now()));
        }
    }

    /** A blade's status: how much it may use, and what it still has to hand over; null: it stays. */
    void onStatus(int slot, int throttlePercent, @Nullable DrainReport drain) {
        HardwareControl current = hardware;
        if (current != null) {
            current.onThrottleReport(slot, throttlePercent, controller.now());
            current.onDrainReport(slot, drain, controller.now());
        }
    }

    // ---- the election's orders ---------------------------------------------------------------------------------

    @Override
    public void fence(int slot) {
        HardwareControl current = hardware;
        if (current != null) {
            carryOutNow(current.fence(slot, controller.now()));
        }
    }

    @Override
    public void release(int slot) {
        HardwareControl current = hardware;
        if (current != null) {
            carryOutNow(current.release(slot, controller.now()));
        }
    }

    @Override
    public void suspect(int slot) {
        HardwareControl current = hardware;
        if (current != null) {
            current.suspect(slot, true);
        }
    }

    @Override
    public void onDirector(int slot) {
        HardwareControl current = hardware;
        if (current != null) {
            current.onDirector(slot, controller.now());
        }
    }

    @Override
    public void report(ElectionAction.Report report) {
        log(switch (report.level()) {
            case INFO -> NewEvent.info(report.kind(), report.slot(), report.text());
            case WARNING -> NewEvent.warning(report.kind(), report.slot(), report.text());
            case CRITICAL -> NewEvent.critical(report.kind(), report.slot(), report.text());
        });
    }

    private void log(NewEvent event) {
        world.log(controller.number(), event);
    }

    // ---- what the hardware leads to ----------------------------------------------------------------------------

    private void carryOutNow(List<HardwareAction> actions) {
        carryOut(actions);
        bus.pump();
    }

    private void carryOut(List<HardwareAction> actions) {
        for (HardwareAction action : actions) {
            carryOut(action);
        }
    }

    private void carryOut(HardwareAction action) {
        HardwareControl current = hardware;
        if (action instanceof HardwareAction.Log log) {
            log(log.event());
        } else if (action instanceof HardwareAction.EventsSeen seen) {
            controller.after(STORED_NS, () -> {
                if (current != null && current == hardware) {
                    current.onStored(seen);
                }
            });
        } else if (action instanceof HardwareAction.OperatorWordChanged changed) {
            word = changed.word();
            controller.tellPeer(peer -> world.duties(peer.number()).word = changed.word());
        } else if (action instanceof HardwareAction.CoolingRemembered remembered) {
            cooling = remembered.memory();
            controller.tellPeer(peer -> world.duties(peer.number()).cooling = remembered.memory());
        } else if (action instanceof HardwareAction.Throttle throttle) {
            controller.tellAgent(throttle.slot(), agent -> world.board(agent.slot()).onThrottle(throttle.percent()));
        } else if (action instanceof HardwareAction.Drain drain) {
            controller.tellAgent(drain.slot(), agent -> world.board(agent.slot()).onDrain(drain.wanted()));
            handOverAgain(drain);
        } else if (action instanceof HardwareAction.StepDown down) {
            controller.supersede("a device obeys epoch " + down.highestEpoch());
        } else {
            toElection(action);
        }
    }

    private void toElection(HardwareAction action) {
        DirectorElection election = controller.election();
        if (election == null) {
            return;
        }
        long now = controller.now();
        if (action instanceof HardwareAction.BladeCbc cbc) {
            controller.perform(election.onCbcReachable(cbc.slot(), cbc.reachable(), now));
        } else if (action instanceof HardwareAction.BladePower power && !power.powerGood()) {
            controller.perform(election.onPowerLow(power.slot(), now));
        } else if (action instanceof HardwareAction.BladeAlarm alarm) {
            if (alarm.kind() == DeviceEvent.Kind.WATCHDOG_EXPIRED) {
                controller.perform(election.onWatchdogExpired(alarm.slot(), now));
            }
        } else if (action instanceof HardwareAction.BladeState moved) {
            boolean leaves = moved.to() == HotSwapState.M5_DEACTIVATION_REQUEST
                    || moved.to() == HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
            controller.perform(election.onLeaving(moved.slot(), leaves, now));
        }
    }

    /** When its drain began nobody may have been fit to be director. */
    private void handOverAgain(HardwareAction.Drain drain) {
        DirectorElection election = controller.election();
        boolean due = controller.now() - handedOverNs >= HAND_OVER_AGAIN_NS;
        if (due && drain.wanted() && election != null && election.director() == drain.slot()) {
            handedOverNs = controller.now();
            controller.handOver(0);
        }
    }
}
