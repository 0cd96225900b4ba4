package io.mediachassis.sim.hardware;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.serial.SerialFrame;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.hardware.BusAddress;
import io.mediachassis.controller.hardware.BusRequest;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.device.DeviceAction;
import io.mediachassis.sim.device.FanTrayFirmware;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.device.NonVolatile;
import io.mediachassis.sim.device.PsuFirmware;
import io.mediachassis.sim.plant.Plant;
import io.mediachassis.sim.plant.PlantSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A chassis of real parts in virtual time: the controller's {@link HardwareControl}, the firmware of CBCs, PSUs and fan
 * trays, the physics; agents are a few lines. Steps of half a second, in each of which the bus carries eight
 * requests.
 */
final class CoolingWorld {
    static final long STEP_NS = 500_000_000;
    static final double CAUTION = 75;
    static final double CRITICAL = 85;
    private static final int REQUESTS = 8;
    private static final int PSUS = 2;

    final int slots;
    final int trays;
    final Plant plant;
    final Sensors sensors;
    final List<CbcFirmware> cbcs = new ArrayList<>();
    final List<FanTrayFirmware> fans = new ArrayList<>();
    final List<PsuFirmware> psus = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final Counts<CoolingCounter> counts = new Counts<>(CoolingCounter.class);
    /** How busy each blade's consoles would have it, and how busy it is, 0 to 1. */
    final double[] wanted;
    final double[] busy;
    final int[] admitted;
    final int[] work;
    final boolean[] draining;
    final boolean[] board;
    /** Streams that never end. */
    boolean endless;
    final boolean[] pulled;
    final boolean[] mute;
    boolean controllerSilent;
    int director = 1;
    long nowNs;
    /** The hottest that any board has been since this was reset, really. */
    double hottestEver;
    /** Boards that lost power while they were director and another could have been. */
    final List<Integer> directorsKilled = new ArrayList<>();
    final List<Integer> switchedOff = new ArrayList<>();
    HardwareControl control;
    CoolingMemory memory = CoolingMemory.NONE;
    private final ControlSettings settings;
    private final long seed;
    private long epoch = 1;
    private int sequence;

    CoolingWorld(long seed, PlantSettings physics, ControlSettings settings) {
        this.seed = seed;
        this.slots = physics.slots();
        this.trays = physics.fanTrays();
        this.settings = settings;
        this.plant = new Plant(physics, new Random(seed));
        this.sensors = new Sensors(plant);
        this.wanted = new double[slots + 1];
        this.busy = new double[slots + 1];
        this.admitted = new int[slots + 1];
        this.work = new int[slots + 1];
        this.draining = new boolean[slots + 1];
        this.board = new boolean[slots + 1];
        this.pulled = new boolean[trays + 1];
        this.mute = new boolean[slots + 1];
        for (int slot = 1; slot <= slots; slot++) {
            cbcs.add(new CbcFirmware(identity(DeviceKind.CBC, slot, 100), slot, NonVolatile.inMemory(), seed));
            admitted[slot] = 100;
        }
        for (int n = 1; n <= trays; n++) {
            fans.add(new FanTrayFirmware(identity(DeviceKind.FAN_TRAY, n, 0), n, NonVolatile.inMemory(), seed));
        }
        for (int n = 1; n <= PSUS; n++) {
            psus.add(new PsuFirmware(identity(DeviceKind.PSU, n, 1200), n, NonVolatile.inMemory(), seed));
        }
        control = controller();
    }

    private static DeviceIdentity identity(DeviceKind kind, int number, int watts) {
        return DeviceIdentity.newBuilder()
                .setKind(kind)
                .setNumber(number)
                .setBoard(kind == DeviceKind.CBC ? BoardType.MEDIA_BLADE : BoardType.BOARD_TYPE_UNSPECIFIED)
                .setWatts(watts)
                .build();
    }

    private HardwareControl controller() {
        return new HardwareControl(settings, slots, OperatorWord.NONE,
                (party, number) -> Enrolment.getDefaultInstance(), memory, counts, nowNs);
    }

    /** Another controller takes over, which knows so much of the cooling. */
    void takeOver(CoolingMemory known) {
        tell("take-over");
        epoch++;
        memory = known;
        control = controller();
        carryOut(control.onArbiter(pins(), nowNs));
        for (int slot = 1; slot <= slots; slot++) {
            if (board[slot]) {
                carryOut(control.onAgent(slot, true, true, nowNs));
            }
        }
        control.onDirector(director, nowNs);
    }

    void tell(String what) {
        story.add(nowNs / 1_000_000_000 + " s: " + what);
    }

    void run(int seconds, Runnable each) {
        for (long end = nowNs + seconds * 1_000_000_000L; nowNs < end; ) {
            step();
            each.run();
        }
    }

    void run(int seconds) {
        run(seconds, () -> { });
    }

    void load(double share) {
        for (int slot = 1; slot <= slots; slot++) {
            wanted[slot] = share;
        }
    }

    void step() {
        nowNs += STEP_NS;
        physics();
        if (!controllerSilent) {
            carryOut(control.onArbiter(pins(), nowNs));
            carryOut(control.tick(nowNs));
            for (int i = 0; i < REQUESTS; i++) {
                Optional<BusRequest> request = control.nextRequest(nowNs);
                request.ifPresent(this::ask);
            }
        }
        for (int slot = 1; slot <= slots; slot++) {
            int at = slot;
            cbcs.get(slot - 1).step(nowNs).forEach(action -> switched(at, action));
        }
        fans.forEach(tray -> tray.step(nowNs));
        agents();
    }

    private void physics() {
        for (int slot = 1; slot <= slots; slot++) {
            CbcFirmware cbc = cbcs.get(slot - 1);
            plant.present(slot, true);
            plant.powered(slot, cbc.powerGood());
            plant.load(slot, busy[slot]);
        }
        for (int n = 1; n <= trays; n++) {
            plant.fans(n, pulled[n] ? 0 : fans.get(n - 1).duty(), fans.get(n - 1).healths());
        }
        plant.step(nowNs);
        sensors.tick();
        for (int slot = 1; slot <= slots; slot++) {
            CbcFirmware cbc = cbcs.get(slot - 1);
            cbc.readings(sensors.cbc(slot, cbc.powerGood()));
            cbc.comparator((int) Math.round(plant.trueCelsius(slot) * 10));
            hottestEver = Math.max(hottestEver, plant.trueCelsius(slot));
        }
        for (int n = 1; n <= trays; n++) {
            fans.get(n - 1).readings(sensors.fanTray(n));
        }
        for (int n = 1; n <= PSUS; n++) {
            psus.get(n - 1).readings(sensors.psu(n, true));
        }
    }

    private ArbiterStatus pins() {
        int there = 0;
        for (int n = 1; n <= trays; n++) {
            there |= pulled[n] ? 0 : 1 << (n - 1);
        }
        return ArbiterStatus.newBuilder()
                .setPresentSlots((1 << slots) - 1)
                .setPresentPsus((1 << PSUS) - 1)
                .setPresentFanTrays(there)
                .setSlotCount(slots)
                .build();
    }

    private void ask(BusRequest request) {
        Firmware device = device(request.address());
        if (device == null || (request.address() <= slots && mute[request.address()])) {
            carryOut(control.onNoAnswer(request, "silent", nowNs));
            return;
        }
        SerialFrame frame = new SerialFrame(SerialFrame.Type.REQUEST, request.address(), sequence++ & 0xFFFF, epoch, 1,
                request.request().toByteString());
        for (DeviceAction action : device.receive(Firmware.BUS_LINE, frame, nowNs)) {
            if (action instanceof DeviceAction.Transmit reply) {
                carryOut(control.onReply(request, parsed(reply), nowNs));
            } else {
                switched(request.address(), action);
            }
        }
    }

    private @Nullable Firmware device(int address) {
        int number = BusAddress.number(address);
        return switch (BusAddress.kind(address)) {
            case CBC -> cbcs.get(number - 1);
            case PSU -> psus.get(number - 1);
            case FAN_TRAY -> pulled[number] ? null : fans.get(number - 1);
            default -> null;
        };
    }

    private static DeviceReply parsed(DeviceAction.Transmit reply) {
        try {
            return DeviceReply.parseFrom(reply.frame().payload());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void switched(int slot, DeviceAction action) {
        if (action instanceof DeviceAction.BoardPower power) {
            tell("board " + slot + (power.on() ? " on" : " off"));
            if (!power.on()) {
                switchedOff.add(slot);
                boolean others = false;
                for (int other = 1; other <= slots; other++) {
                    others |= other != slot && board[other] && !draining[other];
                }
                if (slot == director && others) {
                    directorsKilled.add(slot);
                }
                board[slot] = false;
                draining[slot] = false;
                busy[slot] = 0;
                admitted[slot] = 100;
                cbcs.get(slot - 1).boardOff(nowNs);
                carryOut(control.onAgent(slot, false, false, nowNs));
            } else {
                board[slot] = true;
                work[slot] = 4;
                carryOut(control.onAgent(slot, true, true, nowNs));
            }
        }
    }

    private void agents() {
        double seconds = STEP_NS / 1e9;
        for (int slot = 1; slot <= slots; slot++) {
            double most = board[slot] && !draining[slot] ? Math.min(wanted[slot], admitted[slot] / 100.0) : 0;
            if (busy[slot] < most) {
                busy[slot] = Math.min(most, busy[slot] + seconds * 0.2);
            } else if (!endless || !board[slot]) {
                // Streams that run go on, and end one by one.
                busy[slot] += (most - busy[slot]) * seconds / 60;
            }
            if (board[slot] && nowNs / STEP_NS % 2 == 0 && !controllerSilent) {
                work[slot] = draining[slot] ? Math.max(0, work[slot] - 1) : 4;
                control.onThrottleReport(slot, admitted[slot], nowNs);
                control.onDrainReport(slot, draining[slot]
                        ? DrainReport.newBuilder().setStreams(work[slot]).build() : null, nowNs);
            }
        }
        if (!board[director] || draining[director]) {
            for (int slot = 1; slot <= slots; slot++) {
                if (board[slot] && !draining[slot]) {
                    director = slot;
                    tell("director " + slot);
                    control.onDirector(slot, nowNs);
                    break;
                }
            }
        }
    }

    private void carryOut(List<HardwareAction> actions) {
        for (HardwareAction action : actions) {
            if (action instanceof HardwareAction.Drain drain) {
                draining[drain.slot()] = drain.wanted() && board[drain.slot()];
            } else if (action instanceof HardwareAction.Throttle throttle) {
                admitted[throttle.slot()] = throttle.percent();
            } else if (action instanceof HardwareAction.CoolingRemembered remembered) {
                memory = remembered.memory();
            } else if (action instanceof HardwareAction.Log log) {
                tell(log.event().kind() + " " + log.event().slot() + ": " + log.event().text());
            }
        }
    }

    // ---- what is seen ------------------------------------------------------------------------------------------

    CoolingView.Zone zone(int index) {
        return control.view().cooling().zones().get(index);
    }

    /** What all fans draw now, in parts of what they draw at full speed. */
    double fanPower() {
        double power = 0;
        for (int n = 1; n <= trays; n++) {
            power += plant.fanPower(n) / trays;
        }
        return power;
    }

    double hottest() {
        double hottest = 0;
        for (int slot = 1; slot <= slots; slot++) {
            hottest = Math.max(hottest, plant.trueCelsius(slot));
        }
        return hottest;
    }

    boolean told(String kind) {
        return story.stream().anyMatch(line -> line.contains(" " + kind + " "));
    }

    void require(boolean holds, String what) {
        if (!holds) {
            int from = Math.max(0, story.size() - 60);
            throw new AssertionError("seed " + seed + " at " + nowNs / 1_000_000_000 + " s: " + what + "\n"
                    + String.join("\n", story.subList(from, story.size())));
        }
    }
}
