package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.sim.device.ArbiterFirmware;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.device.FanTrayFirmware;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.device.PsuFirmware;
import io.mediachassis.sim.plant.Plant;
import io.mediachassis.sim.plant.PlantSettings;
import io.mediachassis.sim.wire.Bus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The devices, wires and physics of one chassis, put together; knows nothing of threads and terminals. Owned by the
 * hardware's thread.
 */
final class Backplane {
    /** Between two steps of a device that hears nothing. */
    static final long TICK_NS = 5_000_000;

    private static final long SENSE_NS = 100_000_000;

    final Bus managementBus;
    final List<Bus> arbiterLines = new ArrayList<>();
    final List<Bus> privateLines = new ArrayList<>();
    final List<Bay> bays = new ArrayList<>();
    final List<PsuFirmware> psus = new ArrayList<>();
    final List<FanTrayFirmware> fanTrays = new ArrayList<>();
    final ArbiterFirmware arbiter;
    final Plant plant;

    private final List<DeviceNode> nodes = new ArrayList<>();
    private final List<DeviceNode> trayNodes = new ArrayList<>();
    private int pulledTrays;
    private final List<Bus> wires = new ArrayList<>();
    private final Sensors sensors;
    private final Clock clock;
    private boolean ticked;
    private long nextTickNs;
    private long nextSenseNs;

    Backplane(HardwareSettings settings, BoardPower boardPower, Clock clock, Consumer<Runnable> hardwareThread) {
        this(settings, boardPower, BoardThread::ofSlot, true, clock, hardwareThread);
    }

    /**
     * @param boardThreads where the board of each slot is switched
     * @param kept whether devices remember in files
     */
    Backplane(HardwareSettings settings, BoardPower boardPower, IntFunction<BoardThread> boardThreads, boolean kept,
            Clock clock, Consumer<Runnable> hardwareThread) {
        this.clock = clock;
        Random random = new Random(settings.seed());
        DeviceRack rack = new DeviceRack(settings, random, kept);
        PlantSettings physics =
                PlantSettings.typical(settings.slotCount(), settings.psuCount(), settings.fanTrayCount())
                        .withPsuWatts(settings.psuWatts());
        plant = new Plant(physics, new Random(random.nextLong()));
        sensors = new Sensors(plant);
        managementBus = wire(Bus.multiDrop(new Random(random.nextLong())));

        arbiter = new ArbiterFirmware(
                rack.identity(DeviceKind.ARBITER, 0), rack.memory(DeviceKind.ARBITER, 0), settings.seed());
        DeviceNode arbiterNode = node(arbiter);
        for (int controller = 1; controller <= 2; controller++) {
            Bus line = wire(Bus.pointToPoint(new Random(random.nextLong())));
            arbiterLines.add(line);
            arbiterNode.connect(controller, line);
        }
        for (int slot = 1; slot <= settings.slotCount(); slot++) {
            Bus line = wire(Bus.pointToPoint(new Random(random.nextLong())));
            privateLines.add(line);
            Bay bay = new Bay(slot, rack, boardPower, boardThreads.apply(slot), managementBus, line, hardwareThread,
                    this::boardOff);
            bays.add(bay);
            nodes.add(bay.node());
            if (settings.populatedSlots().contains(slot)) {
                bay.insert();
            }
        }
        for (int n = 1; n <= settings.psuCount(); n++) {
            PsuFirmware psu = new PsuFirmware(
                    rack.identity(DeviceKind.PSU, n), n, rack.memory(DeviceKind.PSU, n), settings.seed());
            psus.add(psu);
            node(psu).connect(Firmware.BUS_LINE, managementBus);
        }
        for (int n = 1; n <= settings.fanTrayCount(); n++) {
            FanTrayFirmware tray = new FanTrayFirmware(
                    rack.identity(DeviceKind.FAN_TRAY, n), n, rack.memory(DeviceKind.FAN_TRAY, n), settings.seed());
            fanTrays.add(tray);
            DeviceNode place = node(tray);
            place.connect(Firmware.BUS_LINE, managementBus);
            trayNodes.add(place);
        }
        sense(clock.nanoTime());
    }

    private Bus wire(Bus wire) {
        wires.add(wire);
        return wire;
    }

    private DeviceNode node(Firmware firmware) {
        DeviceNode node = new DeviceNode(on -> { });
        node.place(firmware);
        nodes.add(node);
        return node;
    }

    private void boardOff(CbcFirmware cbc) {
        // One that was taken out meanwhile has nothing left to report to.
        cbc.boardOff(clock.nanoTime());
    }

    /** Does all that is due; returns nanoseconds until the next call is. */
    long step(long nowNs) {
        for (Bus wire : wires) {
            wire.step(nowNs);
        }
        if (!ticked || nextTickNs - nowNs <= 0) {
            ticked = true;
            nextTickNs = nowNs + TICK_NS;
            if (nextSenseNs - nowNs <= 0) {
                sense(nowNs);
            }
            nodes.forEach(node -> node.step(nowNs));
        }
        long waitNs = nextTickNs - nowNs;
        for (Bus wire : wires) {
            waitNs = Math.min(waitNs, wire.waitNs(nowNs));
        }
        return Math.max(0, waitNs);
    }

    private void sense(long nowNs) {
        nextSenseNs = nowNs + SENSE_NS;
        for (int i = 0; i < bays.size(); i++) {
            CbcFirmware cbc = bays.get(i).cbc();
            plant.present(i + 1, cbc != null);
            plant.powered(i + 1, cbc != null && cbc.powerGood());
        }
        for (int i = 0; i < psus.size(); i++) {
            plant.psu(i + 1, psus.get(i).good());
        }
        for (int i = 0; i < fanTrays.size(); i++) {
            FanTrayFirmware tray = fanTrays.get(i);
            plant.fans(i + 1, pulled(i) ? 0 : tray.duty(), tray.healths());
        }
        plant.step(nowNs);
        sensors.tick();
        showReadings();
        arbiter.pins(presentSlots(), (1 << psus.size()) - 1, ((1 << fanTrays.size()) - 1) & ~pulledTrays);
    }

    private boolean pulled(int index) {
        return (pulledTrays & (1 << index)) != 0;
    }

    /** Somebody takes a fan tray out, or puts it back. */
    void pullTray(int number, boolean out) {
        int bit = 1 << (number - 1);
        pulledTrays = out ? pulledTrays | bit : pulledTrays & ~bit;
        trayNodes.get(number - 1).place(out ? null : fanTrays.get(number - 1));
        changed();
    }

    /** From now on a temperature sensor of a CBC is so. */
    void sensorFault(int slot, int index, SensorFault fault) {
        sensors.fault(slot, index, fault);
    }

    private void showReadings() {
        for (int i = 0; i < bays.size(); i++) {
            CbcFirmware cbc = bays.get(i).cbc();
            if (cbc != null) {
                cbc.readings(sensors.cbc(i + 1, cbc.powerGood()));
                cbc.comparator((int) Math.round(plant.trueCelsius(i + 1) * 10));
            }
        }
        for (int i = 0; i < psus.size(); i++) {
            psus.get(i).readings(sensors.psu(i + 1, psus.get(i).good()));
        }
        for (int i = 0; i < fanTrays.size(); i++) {
            fanTrays.get(i).readings(sensors.fanTray(i + 1));
        }
    }

    private int presentSlots() {
        int pins = 0;
        for (int i = 0; i < bays.size(); i++) {
            pins |= bays.get(i).cbc() != null ? 1 << i : 0;
        }
        return pins;
    }

    /** Presence pins and sensors at once, since somebody has just changed something. */
    void changed() {
        sense(clock.nanoTime());
    }

    /** All of it as somebody who stands before the chassis would see it now. */
    HardwareSnapshot snapshot() {
        List<HardwareSnapshot.Slot> slots = new ArrayList<>();
        for (int slot = 1; slot <= bays.size(); slot++) {
            slots.add(bays.get(slot - 1).look(plant));
        }
        List<HardwareSnapshot.Psu> supplies = new ArrayList<>();
        for (int n = 1; n <= psus.size(); n++) {
            supplies.add(new HardwareSnapshot.Psu(n, psus.get(n - 1).good(), plant.psuWatts(n)));
        }
        List<HardwareSnapshot.FanTray> trays = new ArrayList<>();
        for (int n = 1; n <= fanTrays.size(); n++) {
            FanTrayFirmware tray = fanTrays.get(n - 1);
            trays.add(new HardwareSnapshot.FanTray(n, tray.stalled(), tray.duty(), plant.rpm(n)));
        }
        return new HardwareSnapshot(
                slots, supplies, trays, arbiter.epoch(), arbiter.holder(), managementBus.bytesCarried(),
                managementBus.bytesCollided());
    }
}
