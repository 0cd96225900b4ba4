package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.election.ActiveDuties;
import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.ArbiterPath;
import io.mediachassis.sim.election.ChassisWorld;
import io.mediachassis.sim.election.ControllerNode;
import io.mediachassis.sim.hardware.BoardPower;
import io.mediachassis.sim.hardware.HardwareSettings;
import io.mediachassis.sim.hardware.SteppedHardware;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole unit in simulated time: the roles and elections of controllers and blades, the active controller's hardware
 * control over serial wires on which each byte takes its time, the firmware of all devices, and the physics. One time,
 * one queue, one seed.
 */
final class UnitWorld extends ChassisWorld implements BoardPower {
    private static final long MS = 1_000_000L;
    private static final int MOST_EVENTS = 20_000;

    private final SteppedHardware hardware;
    private final UnitShape shape;
    private final Mutation mutation;
    private final @Nullable UnitDuties[] duties = new UnitDuties[2];
    private final UnitLine[] busLines = new UnitLine[2];
    private final UnitLine[] arbiterLines = new UnitLine[2];
    private final List<BladeBoard> boards = new ArrayList<>();
    private final List<UnitEvent> log = new ArrayList<>();
    private final List<PowerUp> powerUps = new ArrayList<>();
    private long stepAtNs = Long.MAX_VALUE;
    private int stepTurn;
    private @Nullable StoragePart storage;

    /** A board that was switched on, and what the active controller then had its slot in; empty: nobody was active. */
    record PowerUp(long atNs, int slot, String state) {}

    private final class TrueClock implements Clock {
        @Override
        public long nanoTime() {
            return UnitWorld.this.now();
        }

        @Override
        public Instant now() {
            return Instant.ofEpochSecond(1_800_000_000L).plusNanos(UnitWorld.this.now());
        }
    }

    UnitWorld(UnitShape shape, long seed, Mutation mutation) {
        super(new SplittableRandom(seed), mutation.guards(), false, shape.blades());
        this.shape = shape;
        this.mutation = mutation;
        HardwareSettings settings = new HardwareSettings("SIM-" + seed, UnitShape.SLOTS,
                IntStream.rangeClosed(1, shape.blades()).boxed().collect(Collectors.toSet()), shape.psus(),
                shape.psuWatts(), shape.fanTrays(), seed, Path.of(""));
        this.hardware = new SteppedHardware(settings, this, new TrueClock(), this::later);
        hardware.plant().ambient(shape.celsius());
        populate();
        // Clocks are right until a fault makes them wrong.
        nodes().forEach(node -> node.clockRate(1000));
        // Whether a director had to lose its role is another simulation's to judge, with faults that it knows.
        for (int slot = 0; slot <= shape.blades(); slot++) {
            invariants().touch(slot, Long.MAX_VALUE / 2);
        }
        for (int slot = 1; slot <= shape.blades(); slot++) {
            UnitLine line = new UnitLine(this, agent(slot), hardware.privateLine(slot));
            boards.add(new BladeBoard(this, agent(slot), line, shape.load()));
        }
        at(0, this::step);
        for (int number = 1; number <= 2; number++) {
            at(random().nextInt(300) * MS, controller(number)::start);
        }
    }

    // ---- the parts of a controller -----------------------------------------------------------------------------

    @Override
    protected ActiveDuties duties(ControllerNode controller) {
        UnitLine line = new UnitLine(this, controller, hardware.managementBus());
        UnitDuties own = new UnitDuties(this, controller, line, shape.settings(mutation.settings()));
        busLines[controller.index()] = line;
        duties[controller.index()] = own;
        return mutation.duties(own);
    }

    @Override
    protected ArbiterPath arbiterPath(ControllerNode controller) {
        UnitLine line = new UnitLine(this, controller, hardware.arbiterLine(controller.index() + 1));
        arbiterLines[controller.index()] = line;
        return new UnitArbiter(this, controller, line);
    }

    UnitDuties duties(int controller) {
        UnitDuties own = duties[controller - 1];
        if (own == null) {
            throw new IllegalStateException("controller " + controller + " has no duties yet");
        }
        return own;
    }

    UnitLine busLine(int controller) {
        return busLines[controller - 1];
    }

    UnitLine arbiterLine(int controller) {
        return arbiterLines[controller - 1];
    }

    BladeBoard board(int slot) {
        return boards.get(slot - 1);
    }

    UnitShape shape() {
        return shape;
    }

    SteppedHardware hardware() {
        return hardware;
    }

    /** The hardware as the active controller knows it; null: none is active. */
    @Nullable HardwareView view() {
        ControllerNode active = activeController();
        return active == null ? null : duties(active.number()).view();
    }

    // ---- time --------------------------------------------------------------------------------------------------

    /** Something is on a wire: the hardware has to look at it now. */
    void wireTalks() {
        stepAt(now());
    }

    private void later(Runnable code) {
        // A board that is switched off is down once its capacitors are empty.
        at(now() + (5 + random().nextInt(25)) * MS, code);
    }

    private void stepAt(long ns) {
        if (ns < stepAtNs) {
            stepAtNs = ns;
            int turn = ++stepTurn;
            at(ns, () -> {
                if (turn == stepTurn) {
                    step();
                }
            });
        }
    }

    private void step() {
        stepAtNs = Long.MAX_VALUE;
        long waitNs = hardware.step(now());
        stepAt(now() + Math.max(10_000, waitNs));
    }

    /** The next event; false: there is none before that time. */
    boolean advance(long beforeNs) {
        if (storage != null) {
            // What the blades' software does up to then comes first.
            storage.advance(Math.min(nextTime(), beforeNs));
        }
        return next(beforeNs);
    }

    /** When the next event is. */
    long nextEventNs() {
        return nextTime();
    }

    // ---- boards ------------------------------------------------------------------------------------------------

    @Override
    public void powerOn(int slot) {
        HardwareView view = view();
        powerUps.add(new PowerUp(now(), slot, view == null ? "" : view.slots().get(slot - 1).state().name()));
        board(slot).powerOn();
    }

    @Override
    public void powerOff(int slot) {
        board(slot).powerOff();
    }

    @Override
    protected void agentStarted(AgentNode agent) {
        board(agent.slot()).started();
        if (storage != null) {
            storage.station().start(agent.slot());
        }
    }

    @Override
    protected void agentEnded(AgentNode agent, boolean silent) {
        if (storage != null) {
            storage.station().end(agent.slot(), silent);
        }
    }

    /** The blades store and play from now on. */
    void store(StoragePart part) {
        storage = part;
    }

    @Nullable StoragePart storage() {
        return storage;
    }

    /** What a blade is: there, with power, and its agent running. */
    boolean serves(int slot) {
        return board(slot).powered() && agent(slot).runs();
    }

    boolean present(int slot) {
        return hardware.cbc(slot) != null;
    }

    boolean powerGood(int slot) {
        CbcFirmware cbc = hardware.cbc(slot);
        return cbc != null && cbc.powerGood();
    }

    List<PowerUp> powerUps() {
        return powerUps;
    }

    // ---- events ------------------------------------------------------------------------------------------------

    void log(int controller, NewEvent event) {
        if (log.size() < MOST_EVENTS) {
            log.add(new UnitEvent(now(), controller, event));
        }
    }

    /** What the controllers logged, in the order of time. */
    List<UnitEvent> events() {
        return Collections.unmodifiableList(log);
    }
}
