package io.mediachassis.sim.hotswap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.serial.SerialFrame;
import io.mediachassis.controller.hardware.BusRequest;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.HardwareControl;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.device.DeviceAction;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.device.NonVolatile;
import io.mediachassis.sim.device.PsuFirmware;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chassis of real parts: the controller's {@link HardwareControl} and the firmware of CBCs and a PSU, with a bus that
 * takes 10 ms a request; boards and agents are a few lines each. Steps of 10 ms.
 */
final class SwapWorld {
    static final long STEP_NS = 10_000_000;
    static final int SLOTS = 5;
    private static final int NEED_WATTS = 100;
    private static final long FORGET_NS = 6_000_000_000L;
    private static final long BOOT_NS = 1_500_000_000L;

    /** What is in a slot, and what its agent does. */
    static final class Blade {
        @Nullable CbcFirmware cbc;
        BoardType type = BoardType.MEDIA_BLADE;
        NonVolatile memory = NonVolatile.inMemory();
        boolean silent;
        boolean board;
        long bootedNs;
        boolean linked;
        boolean draining;
        long drainToldNs;
        /** Streams and connections that its agent has. */
        int streams;
        int connections;
        /** Somebody gave a reason for which it may lose power with work on it. */
        boolean excused;
    }

    final Blade[] blades = new Blade[SLOTS + 1];
    final List<String> story = new ArrayList<>();
    final PsuFirmware psu;
    HardwareControl control;
    long nowNs;
    int director;
    private OperatorWord word = OperatorWord.NONE;
    private final long seed;
    private long epoch = 1;
    private int sequence;

    /** @param psuWatts what the supply gives */
    SwapWorld(long seed, int psuWatts) {
        this.seed = seed;
        for (int slot = 1; slot <= SLOTS; slot++) {
            blades[slot] = new Blade();
        }
        psu = new PsuFirmware(
                DeviceIdentity.newBuilder().setKind(DeviceKind.PSU).setNumber(1).setWatts(psuWatts).build(), 1,
                NonVolatile.inMemory(), seed);
        control = controller();
    }

    private HardwareControl controller() {
        return new HardwareControl(
                ControlSettings.DEFAULT, SLOTS, word, (party, number) -> Enrolment.getDefaultInstance(), nowNs);
    }

    Blade blade(int slot) {
        return blades[slot];
    }

    HardwareView.SlotView view(int slot) {
        return control.view().slots().get(slot - 1);
    }

    void tell(String what) {
        story.add(nowNs / 1_000_000 + " ms: " + what);
    }

    // ---- hands and faults --------------------------------------------------------------------------------------

    void insert(int slot, BoardType type) {
        Blade blade = blades[slot];
        if (blade.cbc == null) {
            tell("insert " + slot + " " + type);
            blade.type = type;
            blade.silent = false;
            blade.cbc = new CbcFirmware(identity(slot), slot, blade.memory, seed);
        }
    }

    private DeviceIdentity identity(int slot) {
        return DeviceIdentity.newBuilder()
                .setKind(DeviceKind.CBC)
                .setNumber(slot)
                .setBoard(blades[slot].type)
                .setWatts(NEED_WATTS)
                .build();
    }

    void pull(int slot) {
        Blade blade = blades[slot];
        tell("pull " + slot);
        blade.cbc = null;
        off(blade);
    }

    void restartCbc(int slot) {
        Blade blade = blades[slot];
        CbcFirmware before = blade.cbc;
        if (before != null) {
            tell("CBC " + slot + " restarts");
            blade.cbc = before.restarted(identity(slot), slot, blade.memory, seed);
        }
    }

    /** Another controller takes over, with what the operator said and nothing else. */
    void takeOver() {
        tell("take-over");
        epoch++;
        control = controller();
        carryOut(control.onArbiter(pins(), nowNs));
        for (int slot = 1; slot <= SLOTS; slot++) {
            if (blades[slot].linked) {
                carryOut(control.onAgent(slot, true, true, nowNs));
            }
        }
        control.onDirector(director, nowNs);
    }

    private static void off(Blade blade) {
        blade.board = false;
        blade.linked = false;
        blade.draining = false;
        blade.streams = 0;
        blade.connections = 0;
    }

    // ---- time --------------------------------------------------------------------------------------------------

    void step() {
        nowNs += STEP_NS;
        carryOut(control.onArbiter(pins(), nowNs));
        carryOut(control.tick(nowNs));
        Optional<BusRequest> request = control.nextRequest(nowNs);
        request.ifPresent(this::ask);
        for (int slot = 1; slot <= SLOTS; slot++) {
            board(slot);
            agent(slot);
        }
        elect();
    }

    private ArbiterStatus pins() {
        int pins = 0;
        for (int slot = 1; slot <= SLOTS; slot++) {
            pins |= blades[slot].cbc == null ? 0 : 1 << (slot - 1);
        }
        return ArbiterStatus.newBuilder().setPresentSlots(pins).setPresentPsus(1).setSlotCount(SLOTS).build();
    }

    private void ask(BusRequest request) {
        Firmware device = device(request.address());
        Blade blade = request.address() <= SLOTS ? blades[request.address()] : null;
        if (device == null || (blade != null && blade.silent)) {
            carryOut(control.onNoAnswer(request, "silent", nowNs));
            return;
        }
        if (blade != null) {
            check(request, blade);
        }
        SerialFrame frame = new SerialFrame(
                SerialFrame.Type.REQUEST, request.address(), sequence++ & 0xFFFF, epoch, 1,
                request.request().toByteString());
        for (DeviceAction action : device.receive(Firmware.BUS_LINE, frame, nowNs)) {
            if (action instanceof DeviceAction.Transmit reply) {
                carryOut(control.onReply(request, parsed(reply), nowNs));
            } else {
                switched(request.address(), action);
            }
        }
    }

    private static DeviceReply parsed(DeviceAction.Transmit reply) {
        try {
            return DeviceReply.parseFrom(reply.frame().payload());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable Firmware device(int address) {
        return address <= SLOTS ? blades[address].cbc : address == PsuFirmware.ADDRESS_BASE + 1 ? psu : null;
    }

    /** The invariants that an order may break. */
    private void check(BusRequest order, Blade blade) {
        DeviceRequest request = order.request();
        if (!request.hasSetPower()) {
            return;
        }
        int slot = order.address();
        if (request.getSetPower().getOn()) {
            require(blade.type == BoardType.MEDIA_BLADE, "power for a board that does not belong in slot " + slot);
            long on = Arrays.stream(blades).skip(1).filter(b -> b.board).count();
            require(100 + (on + 1) * NEED_WATTS <= psu.identity().getWatts(), "more power than there is, for slot " + slot);
        } else {
            boolean works = blade.linked && blade.streams + blade.connections > 0;
            require(!works || blade.excused, "power taken from blade " + slot + " with work on it");
        }
    }

    void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("seed " + seed + ": " + what + "\n" + String.join("\n", story));
        }
    }

    private void board(int slot) {
        CbcFirmware cbc = blades[slot].cbc;
        if (cbc != null) {
            cbc.step(nowNs).forEach(action -> switched(slot, action));
        }
    }

    private void switched(int slot, DeviceAction action) {
        Blade blade = blades[slot];
        if (action instanceof DeviceAction.BoardPower power) {
            if (power.on()) {
                blade.excused = false;
                blade.board = true;
                blade.bootedNs = nowNs + BOOT_NS;
            } else {
                off(blade);
                CbcFirmware cbc = blade.cbc;
                if (cbc != null) {
                    cbc.boardOff(nowNs);
                }
            }
        }
    }

    private void agent(int slot) {
        Blade blade = blades[slot];
        if (blade.board && !blade.linked && nowNs >= blade.bootedNs) {
            blade.linked = true;
            blade.streams = 4;
            carryOut(control.onAgent(slot, true, true, nowNs));
        } else if (!blade.board && view(slot).linkUp()) {
            carryOut(control.onAgent(slot, false, false, nowNs));
        }
        if (blade.linked && nowNs / STEP_NS % 50 == slot) {
            // An agent that is not told any more takes up its work again.
            blade.draining &= nowNs - blade.drainToldNs < FORGET_NS;
            if (blade.draining && blade.streams > 0) {
                blade.streams--;
            } else if (!blade.draining && blade.streams < 4) {
                blade.streams++;
            }
            control.onDrainReport(slot, blade.draining
                    ? DrainReport.newBuilder()
                            .setStreams(blade.streams)
                            .setConnections(blade.connections)
                            .build()
                    : null, nowNs);
        }
    }

    private void elect() {
        boolean stands = director != 0 && blades[director].linked && !blades[director].draining;
        if (!stands) {
            director = 0;
            for (int slot = 1; slot <= SLOTS && director == 0; slot++) {
                director = blades[slot].linked && !blades[slot].draining ? slot : 0;
            }
            control.onDirector(director, nowNs);
        }
    }

    void carryOut(List<HardwareAction> actions) {
        for (HardwareAction action : actions) {
            if (action instanceof HardwareAction.Drain drain) {
                blades[drain.slot()].draining = drain.wanted() && blades[drain.slot()].linked;
                blades[drain.slot()].drainToldNs = nowNs;
            } else if (action instanceof HardwareAction.OperatorWordChanged changed) {
                word = changed.word();
            } else if (action instanceof HardwareAction.BladeState moved) {
                tell("slot " + moved.slot() + " " + moved.from() + " -> " + moved.to());
            }
        }
    }
}
