package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.plant.Plant;
import io.mediachassis.sim.wire.Bus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slot of the chassis: its presence pin, the CBC in it and the thread on which its board is switched, since killing
 * a process may take long and no other blade may wait for it. Owned by the hardware's thread.
 */
final class Bay {
    private static final Logger LOG = LoggerFactory.getLogger(Bay.class);

    private final int slot;
    private final DeviceRack rack;
    private final BoardPower boardPower;
    private final Consumer<Runnable> hardwareThread;
    private final Consumer<CbcFirmware> boardIsOff;
    private final DeviceNode node = new DeviceNode(this::board);
    private final BoardThread switching;
    private @Nullable CbcFirmware cbc;
    private boolean boardOn;

    Bay(int slot, DeviceRack rack, BoardPower boardPower, BoardThread switching, Bus bus, Bus privateLine,
            Consumer<Runnable> hardwareThread, Consumer<CbcFirmware> boardIsOff) {
        this.slot = slot;
        this.rack = rack;
        this.boardPower = boardPower;
        this.hardwareThread = hardwareThread;
        this.boardIsOff = boardIsOff;
        this.switching = switching;
        node.connect(Firmware.BUS_LINE, bus);
        node.connect(CbcFirmware.PRIVATE_LINE, privateLine);
    }

    DeviceNode node() {
        return node;
    }

    @Nullable CbcFirmware cbc() {
        return cbc;
    }

    /** The slot as somebody who stands before it would see it; the plant knows its heat and power. */
    HardwareSnapshot.Slot look(Plant plant) {
        CbcFirmware there = cbc;
        if (there == null) {
            return new HardwareSnapshot.Slot(
                    slot, false, false, false, false, false, BlueLed.BLUE_LED_UNSPECIFIED, false, 0, 0, 0);
        }
        return new HardwareSnapshot.Slot(
                slot, true, there.powerGood(), there.powerWanted(), there.handleClosed(), there.indicator(),
                there.blueLed(), node.isSilent(), there.resets(), plant.celsius(slot), plant.watts(slot));
    }

    /** A blade is pushed in: its CBC starts on standby power, its board is off. */
    void insert() {
        if (cbc == null) {
            startCbc();
        }
    }

    private void startCbc() {
        place(new CbcFirmware(
                rack.identity(DeviceKind.CBC, slot), slot, rack.memory(DeviceKind.CBC, slot), rack.seed()));
    }

    /** Its CBC starts anew; the board goes on. */
    void restartCbc() {
        CbcFirmware before = cbc;
        if (before != null) {
            place(before.restarted(
                    rack.identity(DeviceKind.CBC, slot), slot, rack.memory(DeviceKind.CBC, slot), rack.seed()));
        }
    }

    private void place(CbcFirmware fresh) {
        cbc = fresh;
        node.place(fresh);
    }

    /** Its standby power fails: board and CBC are without power, and the blade stays in its place. */
    void standbyLost() {
        node.silent(true);
        if (boardOn) {
            board(false);
        }
    }

    /** Standby power is back: the CBC starts, its board is off. */
    void standbyBack() {
        if (cbc != null) {
            startCbc();
        }
    }

    /** The whole blade is gone at once. */
    void extract() {
        cbc = null;
        node.place(null);
        if (boardOn) {
            board(false);
        }
    }

    private void board(boolean on) {
        boardOn = on;
        CbcFirmware ordering = cbc;
        switching.execute(() -> {
            try {
                if (on) {
                    boardPower.powerOn(slot);
                } else {
                    boardPower.powerOff(slot);
                }
            } catch (RuntimeException e) {
                LOG.error("slot {}: the board could not be switched {}", slot, on ? "on" : "off", e);
                return;
            }
            if (!on && ordering != null) {
                hardwareThread.accept(() -> boardIsOff.accept(ordering));
            }
        });
    }

    /** Takes the board's power for good. Any thread, once the hardware's has ended. */
    void shutDown() {
        if (boardOn) {
            board(false);
        }
        switching.shutDown();
    }

    /** Waits until the board is down. */
    void awaitDown() {
        switching.awaitDown();
    }
}
